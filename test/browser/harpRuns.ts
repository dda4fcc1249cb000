import type { TempStore } from "#test/support/tempStore.ts";

export const idOf = (i: number) => `20260101_1200${String(i).padStart(2, "0")}_aaaaaa`;

/** Losses that lie over each other like the strings of a harp: run `i` ends near `i`. */
export function writeRuns(store: TempStore, runs: number): string[] {
  return Array.from({ length: runs }, (_, i) =>
    store.writeRun({
      id: idOf(i),
      points: Array.from({ length: 300 }, (_, step) => ({
        "train/loss": i + 2 / (1 + step / 20),
        ...(i < 3 && { "val/acc": 1 - 1 / (2 + step / 30 + i) }),
        lr: 0.1 / (1 + step),
      })),
      meta: { alias: `run ${i}`, tags: [i % 2 === 0 ? "even" : "odd"] },
      config: { lr: i < 6 ? 0.1 : 0.01, seed: i, optimizer: { name: "adamw" } },
      summary: { final: i },
      status: { status: i === 0 ? "running" : "finished", started_at: 1_767_268_800 },
    }),
  );
}
