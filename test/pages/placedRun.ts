import { appendFileSync } from "node:fs";
import path from "node:path";

import type { TempStore } from "#test/support/tempStore.ts";

const began = 1_767_268_800;
const steps = Array.from({ length: 300 }, (_, i) => (i + 1) * 10);

/** Its id says the time of day of the machine that wrote the log. */
export const placedId = "20260101_120000_dddddd";

/** A run that says in its log when it was done with each step. Points have parts of seconds, lines have none. */
export function writePlacedRun(store: TempStore): void {
  const clock = (step: number) => new Date((began + step / 10) * 1000).toISOString();
  const log = steps.map((step) => `${clock(step).slice(11, 19)} | step ${step} done\n`).join("");
  const directory = store.writeRun({ id: placedId, log });
  const points = steps.map((step) => {
    const time = began + step / 10 + 0.4;
    const data = { loss: 1 / step, global_step: step, time };
    return `${JSON.stringify({ ts: time, type: "metrics", data })}\n`;
  });
  appendFileSync(path.join(directory, "events.jsonl"), points.join(""));
}
