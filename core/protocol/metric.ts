import * as z from "zod";

import { JsonNumber } from "./number.ts";
import { MetricStats } from "./run.ts";

/** One metric of a run. */
export const MetricInfo = MetricStats.extend({
  key: z.string(),
  first_step: z.number().nullable(),
  last_step: z.number().nullable(),
  /** Unix seconds of the newest point. */
  last_at: z.number().nullable(),
  nan: z.number().int(),
  pos_inf: z.number().int(),
  neg_inf: z.number().int(),
});
export type MetricInfo = z.infer<typeof MetricInfo>;

/** `relative` is seconds since the series' first point. */
export const XAxis = z.enum(["step", "time", "relative"]);
export type XAxis = z.infer<typeof XAxis>;

const SeriesRef = z.object({ run: z.string(), key: z.string() });
type SeriesRef = z.infer<typeof SeriesRef>;

/** Buckets that may be asked for at once: 35 MB in the binary form. */
const maxBuckets = 400_000;

export const SeriesQuery = z
  .object({
    series: z.array(SeriesRef).min(1).max(200),
    x: XAxis.default("step"),
    /** Only points with min <= x <= max; an absent bound is open. */
    range: z
      .object({ min: z.number().optional(), max: z.number().optional() })
      .refine((r) => r.min === undefined || r.max === undefined || r.min <= r.max, {
        message: "min must not be above max",
      })
      .optional(),
    /** Buckets wanted per series. At most this many come back, plus the partial ones at both ends. */
    points: z.number().int().min(1).max(20_000).default(1000),
  })
  .refine(({ series, points }) => series.length * points <= maxBuckets, {
    message: `ask for fewer series or points: at most ${maxBuckets} in all`,
    path: ["points"],
  });
export type SeriesQuery = z.infer<typeof SeriesQuery>;

/** The columns of a bucketed series, in the order of the binary form. */
export const seriesColumns = [
  "x_first",
  "x_last",
  "min",
  "max",
  "mean",
  "first",
  "last",
  "count",
  "nan",
  "pos_inf",
  "neg_inf",
] as const;
export type SeriesColumn = (typeof seriesColumns)[number];

/**
 * A series in buckets ordered by x. `min`, `max`, `mean` are over the finite values of a bucket and NaN where it has none;
 * `first` and `last` are the outermost points as logged; `count` counts the finite ones.
 */
export type Series = SeriesRef & { total: number } & Record<SeriesColumn, Float64Array>;

const column = z.array(JsonNumber);
export const SeriesAnswer = z.object({
  series: z.array(
    SeriesRef.extend({
      /** Points of the whole series, whatever the range. */
      total: z.number().int(),
      x_first: column,
      x_last: column,
      min: column,
      max: column,
      mean: column,
      first: column,
      last: column,
      count: column,
      nan: column,
      pos_inf: column,
      neg_inf: column,
    }),
  ),
});
export type SeriesAnswer = z.infer<typeof SeriesAnswer>;
