import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";

import { isMissing, NotAFileError, openRegularFile } from "#core/store/files/regularFile.ts";
import { stampOf } from "#core/store/files/runFiles.ts";

import { parseEventLine, toPoint } from "./eventLine.ts";
import type { EventSource, ReadState } from "./eventSource.ts";
import { LineReader } from "./lineReader.ts";

/** Small enough that parsing one slice holds the event loop for about two milliseconds. */
const sliceBytes = 128 << 10;
/** Bytes of the file's head and before the offset that tell it from another file. */
const markBytes = 1024;

/** How a look at `events.jsonl` ended; `replaced`: it is not the file that is indexed, start from nothing. */
export type Ingested = "current" | "replaced" | "missing" | "unreadable";

/** Asked after every slice, when the state is exactly that of a prefix of the file. */
export interface Checkpoints {
  isDue(source: EventSource): boolean;
  commit(source: EventSource): void;
}

/** Reads `events.jsonl` from where `source` ends to the end it has now. */
export async function ingest(
  file: string,
  source: EventSource,
  checkpoints: Checkpoints,
): Promise<Ingested> {
  let handle: FileHandle;
  try {
    handle = await openRegularFile(file);
  } catch (error) {
    if (isMissing(error)) return source.state.offset > 0 ? "replaced" : "missing";
    if (error instanceof NotAFileError || isSystemError(error)) return "unreadable";
    throw error;
  }
  const { state } = source;
  try {
    const stat = await handle.stat();
    if (state.stamp === stampOf(stat)) return "current";
    if (!(await isSameFile(handle, stat.size, state))) return "replaced";
    await readTo(handle, stat.size, source, checkpoints);
    state.mark = await markOf(handle, state.offset);
    state.stamp = stampOf(stat);
    state.size = stat.size;
    source.isDirty = true;
    return "current";
  } catch (error) {
    if (isSystemError(error)) return "unreadable";
    throw error;
  } finally {
    await handle.close();
  }
}

async function readTo(
  handle: FileHandle,
  end: number,
  source: EventSource,
  checkpoints: Checkpoints,
): Promise<void> {
  const { state } = source;
  const reader = new LineReader(state, (line) => addLine(line, source));
  const slice = Buffer.allocUnsafe(Math.min(sliceBytes, Math.max(1, end - reader.next)));
  while (reader.next < end) {
    const wanted = Math.min(slice.length, end - reader.next);
    const { bytesRead } = await handle.read(slice, 0, wanted, reader.next);
    if (bytesRead === 0) break;
    const { line } = state;
    reader.push(slice.subarray(0, bytesRead));
    if (state.line === line) continue;
    source.isDirty = true;
    // Until the end is reached again, nothing says that the file is read to its end.
    state.stamp = "";
    if (!checkpoints.isDue(source)) continue;
    state.mark = await markOf(handle, state.offset);
    checkpoints.commit(source);
  }
}

function addLine(line: string, { state, series, events }: EventSource): void {
  if (line === "" || line === "\r") return;
  const record = parseEventLine(line);
  if (record === "other") return;
  if (record === "garbage") {
    state.garbage++;
    state.firstGarbage ||= state.line;
    return;
  }
  const { data, ts } = record;
  if (record.type !== "metrics") {
    events.add(record.type, ts, data);
    return;
  }
  state.records++;
  // Records of unknown make: without a step they count up, without a time they share the last one's.
  const step = finite(data["global_step"]) ?? finite(data["step"]) ?? state.records;
  state.lastTime = finite(data["time"]) ?? finite(ts) ?? state.lastTime;
  series.append(step, state.lastTime, data);
}

function finite(value: unknown): number | undefined {
  const point = typeof value === "number" ? value : toPoint(value);
  return Number.isFinite(point) ? point : undefined;
}

async function isSameFile(handle: FileHandle, size: number, state: ReadState): Promise<boolean> {
  if (state.offset === 0) return true;
  return size >= state.offset && state.mark === (await markOf(handle, state.offset));
}

async function markOf(handle: FileHandle, offset: number): Promise<string> {
  const hash = createHash("sha1");
  for (const start of [0, Math.max(0, offset - markBytes)]) {
    const bytes = Buffer.alloc(Math.min(markBytes, offset - start));
    await handle.read(bytes, 0, bytes.length, start);
    hash.update(bytes);
  }
  return hash.digest("base64");
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
