import type { TempStore } from "#test/support/tempStore.ts";

/** Twelve runs whose loss comes of the learning rate, and hardly of anything else. */
export function writeAnalysisRuns(store: TempStore): void {
  for (let i = 0; i < 12; i++) {
    const lr = 10 ** -(1 + (i % 4));
    store.writeRun({
      id: `20260101_1200${String(i).padStart(2, "0")}_aaaaaa`,
      project: "analysis",
      meta: { alias: `trial ${i}` },
      config: { lr, layers: 2 + ((i * 5) % 7), optimizer: ["adamw", "sgd", "lion"][i % 3] },
      points: Array.from({ length: 20 }, (_, step) => ({
        loss: -Math.log10(lr) + 1 / (1 + step) + (i % 5) / 50,
      })),
    });
  }
}
