import { constants, type Stats } from "node:fs";
import { open } from "node:fs/promises";

/** Does not wait for somebody to write into a FIFO. Windows has neither the flag nor the danger. */
const flags = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/** Thrown for a file that is there and cannot be read. Its message goes on after the file's name. */
export class UnreadableFileError extends Error {}

/** Reads a small file whole, through links. Undefined where there is none. Throws `UnreadableFileError`. */
export async function readBounded(
  file: string,
  maxBytes: number,
): Promise<{ bytes: Buffer; stat: Stats } | undefined> {
  try {
    await using handle = await open(file, flags);
    const stat = await handle.stat();
    if (!stat.isFile()) throw new UnreadableFileError("is not a regular file");
    if (stat.size > maxBytes) throw new UnreadableFileError(`is larger than ${maxBytes} bytes`);
    const buffer = Buffer.alloc(maxBytes < stat.size ? maxBytes : stat.size);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return { bytes: buffer.subarray(0, length), stat };
  } catch (error) {
    if (error instanceof UnreadableFileError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new UnreadableFileError(`cannot be read (${code})`, { cause: error });
  }
}
