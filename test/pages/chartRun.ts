import { appendFileSync } from "node:fs";
import path from "node:path";

import type { TempStore } from "#test/support/tempStore.ts";

/** The step of the one point of `loss` that is far from the others. */
export const spikeAt = 61_803;

/** What `loss` ends with: far from the others, too. */
export const lastLoss = 4;

/** 100,000 points with one spike, and one metric each for what is drawn differently. */
export function writeChartRun(store: TempStore): void {
  const points = Array.from({ length: 100_000 }, (_, i): Record<string, number> => {
    const loss = i === spikeAt - 1 ? 25 : i === 99_999 ? lastLoss : 2 + Math.sin(i / 9000);
    const point: Record<string, number> = { loss };
    if (i % 100 === 0) point["signed"] = Math.sin(i / 20_000);
    if (i % 1000 === 0) {
      point["broken"] = i >= 40_000 && i < 60_000 ? NaN : i === 80_000 ? Infinity : 1;
      point["noisy"] = (i / 1000) % 2;
      point["decay"] = 10 ** (-i / 20_000);
    }
    return point;
  });
  const directory = store.writeRun({
    id: "20260101_120000_spikes",
    project: "charts",
    points,
    config: { optimizer: { lr: 3e-4, name: "adamw" }, text: "two\nlines" },
    summary: { final: 0.5 },
    meta: { display_name: "A run with a spike", tags: ["baseline"] },
  });
  for (let step = 0; step < 50; step++) {
    const edges = Array.from({ length: 31 }, (_, i) => -1.5 + i / 10);
    const counts = edges.slice(1).map((edge) => 1e4 * Math.exp(-(((edge - step / 80) / 0.3) ** 2)));
    const data = { key: "weights", edges, counts, step, global_step: step };
    const line = JSON.stringify({ ts: 1_767_268_800 + step, type: "histogram", data });
    appendFileSync(path.join(directory, "events.jsonl"), `${line}\n`);
  }
}
