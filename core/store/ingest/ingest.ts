import { hash } from "node:crypto";
import { closeSync, readSync, type Stats } from "node:fs";

import { stampOf } from "#core/store/files/eventFiles.ts";
import { isMissing, NotAFileError, openRegularFileSync } from "#core/store/files/regularFile.ts";
import { isSystemError } from "#core/store/files/systemError.ts";
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

/** Reads one of a run's files from where `source` ends to the end it has now; others run between two slices. */
export async function ingest(
  file: string,
  source: EventSource,
  tools: IngestTools,
): Promise<Ingested> {
  const steps = ingestInSteps(file, source, tools);
  for (;;) {
    // Not by the thread pool: most files are small, and each way there and back costs more than reading one.
    const step = steps.next();
    if (step.done) return step.value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function* ingestInSteps(
  file: string,
  source: EventSource,
  tools: IngestTools,
): Generator<void, Ingested> {
  const { state } = source;
  let opened: { descriptor: number; stat: Stats };
  try {
    opened = openRegularFileSync(file);
  } catch (error) {
    if (isMissing(error)) return state.offset > 0 ? "replaced" : "missing";
    if (error instanceof NotAFileError || isSystemError(error)) return "unreadable";
    throw error;
  }
  const { descriptor, stat } = opened;
  try {
    if (state.stamp === stampOf(stat)) return "current";
    if (!isSameFile(descriptor, stat.size, state)) return "replaced";
    const note = noteFile(descriptor, stat, state);
    yield* readTo(descriptor, stat.size, source, tools, note);
    note();
    state.stamp = stampOf(stat);
    state.size = stat.size;
    source.isDirty = true;
    return "current";
  } catch (error) {
    if (isSystemError(error)) return "unreadable";
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

function* readTo(
  descriptor: number,
  end: number,
  source: EventSource,
  { scanner, sliceBytes, checkpoints }: IngestTools,
  note: () => void,
): Generator<void, void> {
  const { state } = source;
  const sink = new RecordSink(source);
  const lineScanner = source.file.source === "system" ? samplesScanner : scanner;
  const reader = new LineChunks(state, (lines) => void lineScanner.scan(lines, sink));
  const slice = Buffer.allocUnsafe(Math.min(sliceBytes, Math.max(1, end - reader.next)));
  while (reader.next < end) {
    const wanted = Math.min(slice.length, end - reader.next);
    const length = readSync(descriptor, slice, 0, wanted, reader.next);
    if (length === 0) break;
    const { line } = state;
    reader.push(slice.subarray(0, length));
    if (state.line !== line) {
      source.isDirty = true;
      // Until the end is reached again, nothing says that the file is read to its end.
      state.stamp = "";
      if (checkpoints.isDue(source)) {
        note();
        checkpoints.commit(source);
      }
    }
    if (reader.next < end) yield;
  }
}

/** Notes what tells the file from another one, as far as it is read by then. */
function noteFile(descriptor: number, { ino }: Stats, state: ReadState): () => void {
  let isNew = state.offset === 0;
  return () => {
    const bytes = markedBytes(descriptor, state.offset);
    state.mark = hash("sha1", bytes, "base64");
    if (!isNew || state.offset === 0) return;
    isNew = false;
    // One that is cut off and written on has the same first line; then what was there before tells.
    const line = bytes.subarray(0, markBytes).toString("latin1").split("\n", 1).join("");
    state.generation = hash("sha1", `${state.generation} ${ino} ${line}`, "base64url").slice(0, 12);
  };
}

function isSameFile(descriptor: number, size: number, state: ReadState): boolean {
  if (state.offset === 0) return true;
  if (size < state.offset) return false;
  return state.mark === hash("sha1", markedBytes(descriptor, state.offset), "base64");
}

/** The head of a file and what lies before `offset`. */
function markedBytes(descriptor: number, offset: number): Buffer {
  const bytes = Buffer.alloc(Math.min(offset, 2 * markBytes));
  // Of most small files it is all of it.
  const head = offset > bytes.length ? markBytes : bytes.length;
  readSync(descriptor, bytes, 0, head, 0);
  if (head < bytes.length) readSync(descriptor, bytes, head, markBytes, offset - markBytes);
  return bytes;
}
