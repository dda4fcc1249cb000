import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** Neither follows a link nor hangs on a FIFO: whatever lies in a store may have been put there by anybody. */
const flags =
  constants.O_RDONLY |
  // Windows has neither flag, and neither danger.
  ((constants as Partial<typeof constants>).O_NOFOLLOW ?? 0) |
  ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/** Thrown for a directory, FIFO, link or device where a file was expected. */
export class NotAFileError extends Error {}

export async function openRegularFile(file: string): Promise<FileHandle> {
  const handle = await open(file, flags);
  try {
    if ((await handle.stat()).isFile()) return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  throw new NotAFileError("is not a regular file");
}

/** The same at once: for little that is read from a file that has just been looked at. */
export function openRegularFileSync(file: string): { descriptor: number; stat: Stats } {
  const descriptor = openSync(file, flags);
  try {
    const stat = fstatSync(descriptor);
    if (stat.isFile()) return { descriptor, stat };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  closeSync(descriptor);
  throw new NotAFileError("is not a regular file");
}

/** Reads a small file whole; `onStat` hears what it was just before. Throws `NotAFileError`, `RangeError` above `maxBytes`, or what the system says. */
export function readRegularFile(
  file: string,
  maxBytes: number,
  onStat?: (stat: Stats) => void,
): Buffer {
  const { descriptor, stat } = openRegularFileSync(file);
  try {
    onStat?.(stat);
    if (stat.size > maxBytes) throw new RangeError(`is larger than ${maxBytes} bytes`);
    // Only what has been read into it is given away.
    const bytes = Buffer.allocUnsafe(stat.size);
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(descriptor, bytes, length, bytes.length - length, length);
      if (read === 0) break;
      length += read;
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

/** Whether an error says that there is no such file. */
export function isMissing(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === "ENOENT" || error.code === "ENOTDIR";
}
