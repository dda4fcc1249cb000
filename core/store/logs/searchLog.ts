import type { FileHandle } from "node:fs/promises";

import type { LogPage } from "#core/protocol/log.ts";

import { newline, readSlice, sliceBytes } from "./logSlice.ts";

/** One answer looks at no more of the file. */
const maxSearchedBytes = 64 << 20;
/** Of a longer line so much is handed out. */
const maxLineBytes = 64 << 10;

export interface SearchOptions {
  /** Byte a line begins at. */
  readonly start: number;
  /** Bytes of the file that may be read. */
  readonly size: number;
  /** Lines wanted. */
  readonly limit: number;
}

/** Lines with a text in them, whatever its case. A line longer than a slice is looked through piece by piece. */
export async function searchLog(
  handle: FileHandle,
  text: string,
  { start, size, limit }: SearchOptions,
): Promise<LogPage> {
  const wanted = text.toLowerCase();
  const lines: string[] = [];
  const offsets: number[] = [];
  let end = start;
  while (end < size && end - start < maxSearchedBytes && lines.length < limit) {
    const slice = await readSlice(handle, end, Math.min(sliceBytes, size - end));
    if (slice.length === 0) break;
    const isLast = end + slice.length >= size;
    const whole = isLast ? slice.length : slice.lastIndexOf(newline) + 1 || slice.length;
    const part = slice.subarray(0, whole);
    // Most slices hold nothing; they are not cut into lines.
    if (part.toString("utf8").toLowerCase().includes(wanted)) {
      for (let at = 0; at < part.length && lines.length < limit;) {
        const found = part.indexOf(newline, at);
        const to = found === -1 ? part.length : found;
        const line = part.toString("utf8", at, to);
        if (line.toLowerCase().includes(wanted)) {
          lines.push(trimmed(part.subarray(at, to)));
          offsets.push(end + at);
        }
        at = to + 1;
        if (lines.length === limit)
          return { lines, offsets, start, end: end + Math.min(at, whole), size };
      }
    }
    end += whole;
  }
  return { lines, offsets, start, end, size };
}

function trimmed(line: Buffer): string {
  const text = line.toString("utf8", 0, Math.min(line.length, maxLineBytes));
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}
