// A thread of its own: reads the small files of many runs and puts together what the index is to hold of them.
import { parentPort } from "node:worker_threads";

import { buildRecord, noEvents } from "#core/store/runs/runRecord.ts";
import { runTexts } from "#core/store/runs/runTexts.ts";

import { thisHost } from "./liveness.ts";
import type { ReadRecord, RecordReport, RecordTask } from "./recordTask.ts";
import { runIdOf } from "./runIds.ts";
import { type FoundRun, seeRun } from "./seenRuns.ts";

const host = thisHost();
const report = (message: RecordReport) => parentPort?.postMessage(message);

parentPort?.on("message", ({ root, runs }: RecordTask) => {
  report(runs.map((run) => read(root, run)));
});
report("ready");

function read(root: string, found: FoundRun): ReadRecord {
  const { place, stamp, files } = seeRun(root, found, true);
  if (!files || stamp.deleted) return { stamp, texts: undefined, files: undefined };
  // The id as it is where no other run has the same; whoever knows of others looks.
  const sources = { id: runIdOf(place.dir), place, files, stamp, events: noEvents };
  const record = buildRecord(sources, host, Date.now() / 1000);
  if (record.run.status === "running") return { stamp, texts: undefined, files };
  return { stamp, texts: runTexts(record), files: undefined };
}
