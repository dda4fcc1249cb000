import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";

import { stampOf } from "#core/store/files/eventFiles.ts";
import { isMissing, NotAFileError, openRegularFile } from "#core/store/files/regularFile.ts";
import type { Scanner } from "#core/store/scan/scanner.ts";

import type { EventSource, ReadState } from "./eventSource.ts";
import { LineChunks } from "./lineChunks.ts";
import { LineScanner } from "./lineScanner.ts";
import { RecordSink } from "./recordSink.ts";

/** Bytes of the file's head and before the offset that tell it from another file. */
const markBytes = 1024;

/** How a look at a file ended; `replaced`: it is not the file that is indexed, start from nothing. */
export type Ingested = "current" | "replaced" | "missing" | "unreadable";

/** Asked after every slice, when the state is exactly that of a prefix of the file. */
export interface Checkpoints {
  isDue(source: EventSource): boolean;
  commit(source: EventSource): void;
}

/** What reads lines: one for all files of a thread. `sliceBytes` are read at once, and hold the thread that long. */
export interface IngestTools {
  readonly scanner: Pick<Scanner, "scan">;
  readonly sliceBytes: number;
  readonly checkpoints: Checkpoints;
}

/** Samples are few, and their records are of another make. */
const samplesScanner = new LineScanner();

/** Reads one of a run's files from where `source` ends to the end it has now. */
export async function ingest(
  file: string,
  source: EventSource,
  tools: IngestTools,
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
    await readTo(handle, stat.size, source, tools);
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
  { scanner, sliceBytes, checkpoints }: IngestTools,
): Promise<void> {
  const { state } = source;
  const sink = new RecordSink(source);
  const lineScanner = source.file.source === "system" ? samplesScanner : scanner;
  const reader = new LineChunks(state, (lines) => void lineScanner.scan(lines, sink));
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
