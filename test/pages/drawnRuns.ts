import type { TempStore } from "#test/support/tempStore.ts";

/** What `level` is all along, in runs of the tag `many`; those of the tags `low` and `high` have one run each. */
export const levels = [1, 2, 3, 10];
export const [lowLevel, highLevel] = [-4, 14];
/** The step at which `valley` has its least value, which is its best. */
export const bestAt = 60;
const steps = 200;

/** Runs whose charts say exactly what is to be drawn. Returns their ids. */
export function writeDrawnRuns(store: TempStore): string[] {
  const runs = [
    ...levels.map((level) => ["many", level] as const),
    ["low", lowLevel] as const,
    ["high", highLevel] as const,
  ];
  return runs.map(([tag, level], i) => {
    const id = `20260101_13000${i}_dddddd`;
    store.writeRun({
      id,
      project: "drawn",
      meta: { alias: `level ${level} (${"abcdef"[i]})`, tags: [tag] },
      config: { lr: tag === "many" ? 0.1 : 0.2 },
      summary: { best_metric_name: "valley", best_metric_mode: "min" },
      points: Array.from({ length: steps }, (_, at) => ({
        level,
        valley: i + Math.abs(at + 1 - bestAt) / 100,
        // Marks of several runs at one place hide each other.
        broken: tag !== "high" ? i : at >= 80 && at < 120 ? NaN : at === 150 ? Infinity : i,
        "net/a": i,
        "net/b": i + at,
        "net/c": i - at,
      })),
    });
    return id;
  });
}
