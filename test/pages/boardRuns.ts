import type { TempStore } from "#test/support/tempStore.ts";

const ends = ["finished", "failed", "interrupted", "finished"];

/** Four runs with an outlier each, that ended differently. Returns their ids. */
export function writeBoardRuns(store: TempStore): string[] {
  return ends.map((status, i) => {
    const id = `20260101_12000${i}_aaaaaa`;
    store.writeRun({
      id,
      project: "boards",
      meta: { alias: `run ${i}` },
      status: { status, started_at: 1_767_268_800, ended_at: 1_767_268_900 },
      summary: { best_metric_name: "val/loss", best_metric_mode: "min" },
      points: Array.from({ length: 3000 - 200 * i }, (_, step) => ({
        "train/loss": step === 1500 ? 400 : i / 4 + 2 / (1 + step / 100) + Math.sin(step) / 9,
        "train/accuracy": 1 - 1 / (2 + step / 300 + i),
        ...(step % 10 === 0 && { "val/loss": i / 4 + 2.2 / (1 + step / 90) + (step / 4000) ** 2 }),
        lr: 0.1 / (1 + step),
      })),
    });
    return id;
  });
}
