/** The background thread of a process: does for its runs what must not hold up the training. */
import { parentPort } from "node:worker_threads";

import type { Order, Report } from "./backgroundTask.ts";
import { RunJobs } from "./runJobs.ts";

const runs = new Map<string, RunJobs>();

parentPort?.on("message", (order: Order) => {
  if (order.kind === "begin") {
    const { directory } = order.task;
    const report: Report = { captured: directory };
    runs.set(directory, new RunJobs(order.task, () => parentPort?.postMessage(report)));
  } else if (order.kind === "sites") {
    runs.get(order.directory)?.noteSites(order.sites);
  } else if (order.kind === "end") {
    runs.get(order.directory)?.stop();
    runs.delete(order.directory);
  } else {
    // With its port closed the thread has nothing more to wait for.
    parentPort?.close();
  }
});
