import type { FileHandle } from "node:fs/promises";

import { RunicornError } from "#core/protocol/errors.ts";
import type { LogPage, LogQuery } from "#core/protocol/log.ts";
import { isMissing, NotAFileError, openRegularFile } from "#core/store/files/regularFile.ts";
import { isSystemError } from "#core/store/files/systemError.ts";

import { newline, readSlice, sliceBytes } from "./logSlice.ts";
import { searchLog } from "./searchLog.ts";

/** A page never takes more of the file than this, however long its lines are. */
const maxPageBytes = 8 << 20;

/**
 * A page of a log file. What cannot be read is an empty log. Bytes that are no UTF-8 become U+FFFD. A last line without
 * its end is held back until `isOver`: whoever follows the log gets every line once, and whole.
 */
export async function readLogPage(
  file: string,
  query: LogQuery,
  isOver: boolean,
): Promise<LogPage> {
  let handle: FileHandle;
  try {
    handle = await openRegularFile(file);
  } catch (error) {
    if (isMissing(error) || error instanceof NotAFileError || isSystemError(error)) {
      return { lines: [], start: 0, end: 0, size: 0 };
    }
    throw error;
  }
  try {
    const size = await readableSize(handle, isOver);
    if (query.search !== undefined) {
      if (query.tail) {
        throw new RunicornError("invalid_request", "A search goes forwards; leave out tail.");
      }
      const start = await nextLineStart(handle, Math.min(query.offset ?? 0, size), size);
      return await searchLog(handle, query.search, { start, size, limit: query.limit });
    }
    return query.tail
      ? await readBackwards(handle, Math.min(query.offset ?? size, size), query.limit, size)
      : await readForwards(handle, Math.min(query.offset ?? 0, size), query.limit, size);
  } finally {
    await handle.close();
  }
}

/** Bytes up to the end of the last line that may be handed out. */
async function readableSize(handle: FileHandle, isOver: boolean): Promise<number> {
  const { size } = await handle.stat();
  if (isOver) return size;
  for (let end = size; end > 0;) {
    const length = Math.min(sliceBytes, end);
    const found = (await readSlice(handle, end - length, length)).lastIndexOf(newline);
    if (found !== -1) return end - length + found + 1;
    end -= length;
    // A line as long as a page will not be held back any longer.
    if (size - end >= maxPageBytes) return size;
  }
  return 0;
}

async function readForwards(
  handle: FileHandle,
  offset: number,
  limit: number,
  size: number,
): Promise<LogPage> {
  const start = await nextLineStart(handle, offset, size);
  const parts: Buffer[] = [];
  let end = start;
  for (let lines = 0; lines < limit && end < size && end - start < maxPageBytes;) {
    const slice = await readSlice(handle, end, Math.min(sliceBytes, size - end));
    if (slice.length === 0) break;
    let used = slice.length;
    for (let at = slice.indexOf(newline); at !== -1; at = slice.indexOf(newline, at + 1)) {
      if (++lines === limit) {
        used = at + 1;
        break;
      }
    }
    parts.push(slice.subarray(0, used));
    end += used;
  }
  return page(Buffer.concat(parts), start, size);
}

async function readBackwards(
  handle: FileHandle,
  end: number,
  limit: number,
  size: number,
): Promise<LogPage> {
  const parts: Buffer[] = [];
  let start = end;
  // The line end right before `end` closes the last line wanted; it does not begin another.
  let lines = -1;
  while (start > 0 && end - start < maxPageBytes) {
    const length = Math.min(sliceBytes, start);
    const slice = await readSlice(handle, start - length, length);
    if (slice.length < length) break;
    let used = 0;
    let at = length;
    if (start === end && slice[length - 1] !== newline) lines = 0;
    while (at > 0 && (at = slice.lastIndexOf(newline, at - 1)) !== -1) {
      if (++lines === limit) {
        used = at + 1;
        break;
      }
    }
    parts.unshift(slice.subarray(used));
    start -= length - used;
    if (lines === limit) break;
  }
  return page(Buffer.concat(parts), start, size);
}

/** Whole lines, and an unfinished last one only where the file ends with it. */
function page(bytes: Buffer, start: number, size: number): LogPage {
  let { length } = bytes;
  if (start + length < size && bytes[length - 1] !== newline) {
    const lastEnd = bytes.lastIndexOf(newline) + 1;
    // A single line longer than a page is handed out in pieces.
    if (lastEnd > 0) length = lastEnd;
  }
  const text = bytes.toString("utf8", 0, length);
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return {
    lines: lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line)),
    start,
    end: start + length,
    size,
  };
}

async function nextLineStart(handle: FileHandle, offset: number, size: number): Promise<number> {
  if (offset === 0 || offset >= size) return Math.min(offset, size);
  // The byte before tells whether a line begins here. The middle of one longer than a page is as good as its start.
  for (let at = offset - 1; at < size && at - offset < maxPageBytes;) {
    const slice = await readSlice(handle, at, Math.min(sliceBytes, size - at));
    if (slice.length === 0) return at;
    const found = slice.indexOf(newline);
    if (found !== -1) return at + found + 1;
    at += slice.length;
    if (at >= size) return size;
  }
  return offset;
}
