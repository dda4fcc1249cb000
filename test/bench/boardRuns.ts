import { closeSync, openSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";

import type { TempStore } from "#test/support/tempStore.ts";

export const boardMetrics = Array.from(
  { length: 50 },
  (_, i) => `${["train", "val", "eval", "grad", "optim"][Math.floor(i / 10)]}/metric_${i % 10}`,
);

/** What a training goes on logging to the last of the runs: every other metric, so that half of the charts do not show it. */
export const liveMetrics = boardMetrics.filter((_, i) => i % 2 === 0);

const pool = 1021;
const perWrite = 500;

/** A record as `writeBoardRuns` writes them, of some metrics. */
export function boardRecord(step: number, keys: readonly string[]): string {
  const time = 1.7672688e9 + step / 10;
  const data = keys.map(
    (key, i) => `${JSON.stringify(key)}:${(1.5 + Math.sin(step + i) / 3).toFixed(5)}`,
  );
  return `{"ts":${time},"type":"metrics","data":{${data.join(",")},"global_step":${step},"time":${time}}}\n`;
}

/** Runs that all log the same fifty metrics; returns their directories, of which the last is that of a run that goes on. Values come of a pool: to write a number takes longer than to copy it. */
export function writeBoardRuns(store: TempStore, runs: number, records: number): string[] {
  return Array.from({ length: runs }, (_, run) => {
    const id = `20260101_1200${String(run).padStart(2, "0")}_bench0`;
    const isLive = run === runs - 1;
    const now = Date.now() / 1000;
    const directory = store.writeRun({
      id,
      meta: {
        alias: `run ${run}`,
        ...(isLive && { created_at: now, pid: process.pid, hostname: hostname() }),
      },
      ...(isLive && { status: { status: "running", started_at: now } }),
    });
    const values = Array.from({ length: pool }, (_, i) =>
      (1 + run / 10 + Math.sin(i * 1.7) / 3).toFixed(5),
    );
    const keys = (isLive ? liveMetrics : boardMetrics).map((key) => `${JSON.stringify(key)}:`);
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
    return directory;
  });
}
