// A thread of its own: reads large files into series.db, over its own connection, and commits as it goes.
import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";

import { Scanner } from "#core/store/scan/scanner.ts";
import { SeriesIndex } from "#core/store/series/seriesIndex.ts";

import { uncommittedBytes } from "./eventSource.ts";
import { ingest } from "./ingest.ts";
import {
  type IngestReport,
  type IngestTask,
  type IngestWorkerData,
  restMs,
  signals,
} from "./ingestTask.ts";
import { OvertakenError } from "./overtakenError.ts";

/** Read at once: what the scanner takes in one go. */
const sliceBytes = 1 << 20;
/** Sealed bytes that make a commit due. Others who write wait for it, so it must not be long. */
const commitBytes = 4 << 20;
/** Pages of the write-ahead log before they are copied into the database: the fewer times, the better. */
const checkpointPages = 4000;
/** Where another process reads the same file: how often we look whether it still does. */
const otherMs = 200;

const { directory, driver, control } = workerData as IngestWorkerData;
const scanner = new Scanner();
const isStopped = () => Atomics.load(control, signals.stop) !== 0;
const report = (message: IngestReport) => parentPort?.postMessage(message);

parentPort?.on("message", (task: IngestTask) => {
  void read(task).then(
    () => report({ type: "done" }),
    (error: unknown) => report({ type: "done", error: String(error) }),
  );
});

async function read(task: IngestTask): Promise<void> {
  const index = new SeriesIndex(directory, driver);
  // Nothing is read again, so what is written need not be kept at hand.
  index.file.db.exec(`PRAGMA cache_size = -4096; PRAGMA wal_autocheckpoint = ${checkpointPages};`);
  try {
    while (!isStopped() && !(await readFrom(index, task))) await quiet(index, task);
  } finally {
    index.file.close();
    if (isStopped()) parentPort?.close();
  }
}

/** Reads on from what is committed; false where another process was quicker. */
async function readFrom(index: SeriesIndex, { path, dir, file }: IngestTask): Promise<boolean> {
  const source = index.load(dir, file);
  const commit = () => {
    if (index.commit([source]).size > 0) throw new OvertakenError();
    report({ type: "progress", offset: source.state.offset });
    if (isStopped()) throw new StoppedError();
  };
  const isDue = () => {
    Atomics.wait(control, signals.rest, 1, restMs);
    return isStopped() || uncommittedBytes(source) >= commitBytes;
  };
  try {
    await ingest(path, source, { scanner, sliceBytes, checkpoints: { isDue, commit } });
    if (source.isDirty) commit();
    return true;
  } catch (error) {
    if (error instanceof OvertakenError) return false;
    if (error instanceof StoppedError) return true;
    throw error;
  }
}

/** Resolves when nobody else gets on with the file. */
async function quiet(index: SeriesIndex, { dir, file }: IngestTask): Promise<void> {
  for (let before = -1; !isStopped();) {
    const { revision } = index.load(dir, file);
    if (revision === before) return;
    before = revision;
    await sleep(otherMs);
  }
}

class StoppedError extends Error {}
