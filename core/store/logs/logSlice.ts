import type { FileHandle } from "node:fs/promises";

export const newline = 0x0a;
/** Bytes of a log that are read at once. */
export const sliceBytes = 256 << 10;

/** Fewer bytes than asked for where the file ends. */
export async function readSlice(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, at);
  return buffer.subarray(0, bytesRead);
}
