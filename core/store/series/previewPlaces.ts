import { readSync } from "node:fs";
import { setImmediate } from "node:timers/promises";

const newline = 0x0a;
/** How much of a file is looked at in one place: some whole lines at the least. */
const placeBytes = 1024;
const linesPerPlace = 3;
const maxBytes = 8 << 20;
const headBytes = 64 << 10;
const longHeadBytes = 2 << 20;
/** So long it holds the event loop at most. */
const sliceMs = 4;
const turns = 8;

/** Bytes of a file from `start` on. */
interface Part {
  readonly start: number;
  readonly bytes: Buffer;
}

export interface Places {
  /** In the order of the file. */
  readonly parts: readonly Part[];
  /** Mean length of a line at the file's head. */
  readonly lineBytes: number;
}

/**
 * The file's head, its end, and places spread evenly between them; all of a file that is not larger than those. After
 * `maxMs` what was read has to do: a slow disk.
 */
export async function readPlaces(
  fd: number,
  size: number,
  count: number,
  maxMs: number,
): Promise<Places> {
  if (size <= count * placeBytes) return { parts: [readPart(fd, 0, size)], lineBytes: size };
  let head = readPart(fd, 0, headBytes);
  if (!head.bytes.includes(newline)) head = readPart(fd, 0, longHeadBytes);
  const lineBytes = Math.ceil(head.bytes.length / Math.max(1, countLines(head.bytes)));
  const width = Math.max(placeBytes, linesPerPlace * lineBytes);
  const wanted = Math.max(2, Math.min(count, Math.floor(maxBytes / width)));
  const stride = (size - width) / (wanted - 1);
  const backwards = Array.from({ length: wanted }, (_, i) => Math.round(size - width - i * stride));
  // The end first, then every eighth place and so on: whatever there is time for is spread over the file.
  const order = Array.from({ length: turns }, (_, turn) =>
    backwards.filter((_, i) => i % turns === turn),
  ).flat();
  const parts = await readParts(
    fd,
    order.filter((start) => start >= head.bytes.length),
    width,
    maxMs,
  );
  return { parts: [head, ...parts.sort((a, b) => a.start - b.start)], lineBytes };
}

/**
 * Reads as many of the parts as there is time for. Not through the pool of threads: what lies in memory, as most of what
 * was just written does, takes longer to be handed over than to be read.
 */
async function readParts(
  fd: number,
  starts: readonly number[],
  width: number,
  maxMs: number,
): Promise<Part[]> {
  const parts: Part[] = [];
  const begun = performance.now();
  let paused = begun;
  for (const start of starts) {
    parts.push(readPart(fd, start, width));
    const now = performance.now();
    if (now - begun > maxMs) break;
    if (now - paused < sliceMs) continue;
    await setImmediate();
    paused = performance.now();
  }
  return parts;
}

function readPart(fd: number, start: number, width: number): Part {
  const bytes = Buffer.allocUnsafe(width);
  return { start, bytes: bytes.subarray(0, readSync(fd, bytes, 0, width, start)) };
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = -1; (at = bytes.indexOf(newline, at + 1)) !== -1;) lines++;
  return lines;
}
