import type { TempStore } from "#test/support/tempStore.ts";

const words = ["adamw", "sgd", "lion"];

/**
 * Thirty trials of a sweep, as they come: the loss of validation follows the learning rate, one trial diverged, one ended before it
 * was validated, one is still at it.
 */
export function writeSweepRuns(store: TempStore): string[] {
  return Array.from({ length: 30 }, (_, i) => {
    const spread = ((i * 37) % 30) / 30;
    const lr = 10 ** (-5 + 4 * spread);
    const optimizer = words[i % 3] ?? "";
    const loss = (Math.log10(lr) + 3) ** 2 / 4 + ((i * 11) % 7) / 50 + (i % 3) / 20;
    const isDiverged = i === 4;
    const isCut = i === 9;
    const isRunning = i === 29;
    return store.writeRun({
      id: `20260101_13${String(i).padStart(2, "0")}00_bbbbbb`,
      project: "sweep",
      meta: { alias: `trial ${i}` },
      config: {
        lr,
        weight_decay: [0, 1e-4, 1e-3, 1e-2][i % 4],
        optimizer,
        batch_size: [32, 64, 128][(i * 5) % 3],
        model: { encoder: { attention_dropout_probability: 0.1 + 0.1 * (i % 3) } },
        output_dir: `/scratch/sweep/${i}`,
        seed: i,
        ...(i % 2 === 0 && { warmup: 500 + 100 * i }),
      },
      summary: {
        ...(!isDiverged && !isCut && { "test/accuracy": 1 / (1 + loss) }),
        best_metric_name: "val/loss",
        best_metric_mode: "min",
        ...(!isDiverged && !isCut && { best_metric_value: loss }),
      },
      status: isRunning
        ? { status: "running", started_at: 1_767_268_800 }
        : {
            status: isCut ? "failed" : "finished",
            started_at: 1_767_268_800,
            ended_at: 1_767_268_800 + 3600 + 240 * i,
          },
      points: Array.from({ length: 20 }, (_, step) => ({
        "train/loss": isDiverged && step > 3 ? NaN : loss + 2 / (1 + step),
        ...(!isCut && { "val/loss": isDiverged ? NaN : loss + 1 / (1 + step) - 0.05 }),
      })),
    });
  });
}
