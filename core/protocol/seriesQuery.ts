import * as z from "zod";

import { formatField, parseField } from "./filter/fields.ts";
import { SeriesRef } from "./metric.ts";

const scale = z.number().positive();

/**
 * Every kind is a weighted mean of the finite points around; where a bucket stands for many points they weigh together, at
 * their middle. `scale` is in units of x, so a smoothed curve stays what it is when somebody zooms. `ema` and `time_ema`
 * look back only.
 */
const Smoothing = z.discriminatedUnion("kind", [
  /** Each point weighs `weight` times what the next one does: TensorBoard's slider, without its pull towards the start. */
  z.object({ kind: z.literal("ema"), weight: z.number().min(0).max(0.99999) }),
  /** The weight of a point falls to 1/e over `scale`, however many points there are. */
  z.object({ kind: z.literal("time_ema"), scale }),
  /** `scale` is the standard deviation. */
  z.object({ kind: z.literal("gaussian"), scale }),
  /** The mean of all within `scale` / 2 to either side. */
  z.object({ kind: z.literal("mean"), scale }),
]);
export type Smoothing = z.infer<typeof Smoothing>;

/** `run`, `rank`, or any field of a run but its metrics. Each of a run's tags is a group it belongs to. */
const GroupField = z
  .string()
  .max(1000)
  .refine((text) => {
    const field = parseField(text);
    return text === "run" || text === "rank" || (field && field.kind !== "metric");
  }, "is not a field series can be grouped by");

/** A run's tags, each a group, named five times would be as many groups as their number to the fifth power. */
function areDistinct(names: readonly string[]): boolean {
  const fields = names.map((name) => {
    const field = parseField(name);
    return name === "run" || name === "rank" || !field ? name : formatField(field);
  });
  return new Set(fields).size === fields.length;
}

const Grouping = z.object({
  by: z.union([
    GroupField,
    z.array(GroupField).min(1).max(5).refine(areDistinct, "name each field once"),
  ]),
  center: z.enum(["mean", "median"]).default("mean"),
  /**
   * `minmax`: the extremes of all points. Around the centre: `std`, the standard deviation between the runs (n - 1); `sem`,
   * that of their mean; `ci95`, the 95 % confidence interval of the mean by Student's t.
   */
  band: z.enum(["minmax", "std", "sem", "ci95", "none"]).default("minmax"),
});
export type Grouping = z.infer<typeof Grouping>;

/** Buckets that may be asked for at once: 35 MB in the binary form. */
const maxBuckets = 400_000;

export const SeriesQuery = z
  .object({
    series: z.array(SeriesRef).min(1).max(1000),
    /**
     * `step`, `time` (Unix seconds), `relative` (seconds since the series' first point), or any other metric of the run:
     * of the same record, else of the same step. Points where that metric has no finite value are left out and counted.
     */
    x: z.string().min(1).max(1000).default("step"),
    /** Only points with min <= x <= max; an absent bound is open. */
    range: z
      .object({ min: z.number().optional(), max: z.number().optional() })
      .refine((r) => r.min === undefined || r.max === undefined || r.min <= r.max, {
        message: "min must not be above max",
      })
      .optional(),
    /** Buckets wanted per series. At most this many come back, plus the partial ones at both ends. */
    points: z.int().min(1).max(20_000).default(1000),
    /** `lttb`: single points that look like the whole, in place of buckets. They may miss what buckets never do. */
    sampling: z.enum(["buckets", "lttb"]).optional(),
    /** Width of a bucket in units of x: each begins at a multiple of it, the same in every series and every store. */
    cell: z.number().positive().optional(),
    smoothing: Smoothing.optional(),
    /** One curve with a band for each group of runs, in place of the series. */
    group: Grouping.optional(),
    /** What to do about a run or a metric that is not there: fail, or answer without it. */
    missing: z.enum(["fail", "skip"]).optional(),
    /** A run that is not indexed yet is answered at once from a sample of its file, and marked so. */
    preview: z.boolean().optional(),
  })
  .refine(({ series, points }) => series.length * points <= maxBuckets, {
    message: `ask for fewer series or points: at most ${maxBuckets} in all`,
    path: ["points"],
  })
  .refine((query) => query.sampling !== "lttb" || (!query.group && query.cell === undefined), {
    message: "lttb goes with neither group nor cell",
    path: ["sampling"],
  });
export type SeriesQuery = z.infer<typeof SeriesQuery>;
