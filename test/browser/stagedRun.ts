import { appendFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { TempStore, WrittenRun } from "#test/support/tempStore.ts";

const began = 1_767_268_800;

/** Records of steps, each in a stage. */
export function logStages(
  directory: string,
  from: number,
  stages: readonly (readonly [name: string, steps: number])[],
): void {
  const names = stages.flatMap(([name, steps]) => Array<string>(steps).fill(name));
  const lines = names.map((stage, i) => {
    const step = from + i;
    const values = { loss: 1 + 3 / step, tokens: 10 * step };
    const data = { ...values, global_step: step, time: began + step, stage };
    return `${JSON.stringify({ ts: began + step, type: "metrics", data })}\n`;
  });
  appendFileSync(path.join(directory, "events.jsonl"), lines.join(""));
}

/** A run with stages, trained by two processes, each with a log of its own. */
export function writeStagedRun(store: TempStore, run: WrittenRun): string {
  const directory = store.writeRun({ log: "the run as a whole\n", ...run });
  logStages(directory, 1, [
    ["warmup", 50],
    ["train", 140],
    ["eval", 10],
  ]);
  for (const rank of [0, 1]) {
    writeFileSync(path.join(directory, `logs.rank${rank}.txt`), `said by process ${rank}\n`);
  }
  return directory;
}
