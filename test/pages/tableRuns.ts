import { generateRuns } from "#test/support/generateRuns.ts";
import type { TempStore } from "#test/support/tempStore.ts";

/** Those with curves. */
export const curvedRuns = 12;
const many = 600;
/** How many runs there are. */
export const tableRuns = curvedRuns + many;

/** Twelve runs with curves, newer than a crowd without. */
export function writeTableRuns(store: TempStore): void {
  generateRuns({ root: store.root, count: many });
  for (let i = 0; i < curvedRuns; i++) {
    const started = 1_790_000_000 + i * 3600;
    store.writeRun({
      id: `curve${String(i).padStart(2, "0")}`,
      project: "vision",
      name: "resnet",
      meta: { created_at: started, alias: `seed ${i}`, hostname: i < 6 ? "gpu-a" : "gpu-b" },
      environment: {
        python_version: "3.12.1",
        git_info: { branch: i < 4 ? "main" : "dev", commit: `c0ffee${i}`.padEnd(40, "0") },
        gpu_info: [{ name: "NVIDIA H100" }],
      },
      status: {
        status: i === 3 ? "failed" : "finished",
        started_at: started,
        ended_at: started + 60,
      },
      config: { lr: i % 2 === 0 ? 0.1 : 0.01, decay: 0.5, seed: i },
      points: Array.from({ length: 30 }, (_, step) => ({
        loss: i + 1 / (1 + step),
        acc: 1 - 1 / (2 + i),
      })),
    });
  }
}
