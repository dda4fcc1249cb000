import { closeSync, openSync, writeSync } from "node:fs";
import path from "node:path";

import type { TempStore } from "#test/support/tempStore.ts";

export const boardMetrics = Array.from(
  { length: 50 },
  (_, i) => `${["train", "val", "eval", "grad", "optim"][Math.floor(i / 10)]}/metric_${i % 10}`,
);

const pool = 1021;
const perWrite = 500;

/** Runs that all log the same fifty metrics; returns their ids. Values come of a pool: to write a number takes longer than to copy it. */
export function writeBoardRuns(store: TempStore, runs: number, records: number): string[] {
  return Array.from({ length: runs }, (_, run) => {
    const id = `20260101_1200${String(run).padStart(2, "0")}_bench0`;
    const directory = store.writeRun({ id, meta: { alias: `run ${run}` } });
    const values = Array.from({ length: pool }, (_, i) =>
      (1 + run / 10 + Math.sin(i * 1.7) / 3).toFixed(5),
    );
    const keys = boardMetrics.map((key) => `${JSON.stringify(key)}:`);
    const file = openSync(path.join(directory, "events.jsonl"), "w");
    for (let from = 0; from < records; from += perWrite) {
      const lines: string[] = [];
      for (let step = from; step < Math.min(from + perWrite, records); step++) {
        const time = 1.7672688e9 + step / 10;
        const data = keys.map((key, i) => key + values[(step * 7 + i * 31) % pool]).join(",");
        lines.push(
          `{"ts":${time},"type":"metrics","data":{${data},"global_step":${step},"time":${time}}}\n`,
        );
      }
      writeSync(file, lines.join(""));
    }
    closeSync(file);
    return id;
  });
}
