// Many log at once; the same as crowd.py beside it. Threads of Node share nothing, so each has a run of its own.
import { once } from "node:events";
import { Worker, isMainThread } from "node:worker_threads";

import { type Run, init } from "../../../sdk/typescript/src/index.ts";

const [root = "", how = "", each = "0"] = process.argv.slice(2);

function work(run: Run, who: number): void {
  for (let turn = 0; turn < Number(each); turn++) {
    run.log({ who, turn, text: "x".repeat((37 * turn) % 6000) });
  }
}

if (how === "ranks") {
  const run = init({
    project: "crowd",
    storage: root,
    ranks: "all",
    runId: "20260101_120000_ranks0",
  });
  work(run, Number(process.env["RANK"]));
  run.finish();
  console.log(JSON.stringify({ directory: run.runDir, dropped: run.droppedRecords }));
} else if (isMainThread) {
  const threads = Array.from(
    { length: 8 },
    () => new Worker(new URL(import.meta.url), { argv: [root, how, each] }),
  );
  const codes = await Promise.all(threads.map((thread) => once(thread, "exit")));
  console.log(JSON.stringify({ codes: codes.flat() }));
} else {
  const run = init({ project: "crowd", storage: root });
  work(run, 0);
  run.finish();
}
