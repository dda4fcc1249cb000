import * as z from "zod";

import { JsonNumber } from "./number.ts";
import { MetricStats } from "./run.ts";

/** Which files a metric is read from: what the program logged, or the machine's own samples. */
export const MetricSource = z.enum(["events", "system"]);
export type MetricSource = z.infer<typeof MetricSource>;

/** How a run wants a metric shown, as `define_metric` says. */
const MetricDefinition = z.object({
  /** What it is drawn over: `step`, `time`, `relative` or another metric. */
  x: z.string().optional(),
  unit: z.string().optional(),
  description: z.string().optional(),
});
export type MetricDefinition = z.infer<typeof MetricDefinition>;

/** One metric of a run. */
export const MetricInfo = MetricStats.extend({
  ...MetricDefinition.shape,
  key: z.string(),
  /** Which of several processes logged it; null where there is only one. */
  rank: z.int().nullable(),
  source: MetricSource,
  first_step: z.number().nullable(),
  last_step: z.number().nullable(),
  /** Unix seconds of the first point. */
  first_at: z.number().nullable().optional(),
  /** Unix seconds of the newest point. */
  last_at: z.number().nullable(),
  nan: z.int(),
  pos_inf: z.int(),
  neg_inf: z.int(),
});
export type MetricInfo = z.infer<typeof MetricInfo>;

/** From where on a run was in a stage, such as `warmup` or `train`, as its records say. */
export const Stage = z.object({
  /** Empty where records name none any more. */
  name: z.string(),
  step: z.number(),
  /** Unix seconds. */
  time: z.number(),
});
export type Stage = z.infer<typeof Stage>;

/** The axes every series has. `relative` is seconds since the series' first point. */
export const XAxis = z.enum(["step", "time", "relative"]);
export type XAxis = z.infer<typeof XAxis>;

/** Which of a run's metrics to list. `ranks=first`: of each key the series that it stands for where no rank is named. */
export const MetricsQuery = z.object({
  source: MetricSource.default("events"),
  ranks: z.enum(["first", "all"]).default("first"),
  /** A run that is not indexed yet is answered at once from a sample of its file, and marked so. */
  preview: z.stringbool().default(false),
});
export type MetricsQuery = z.infer<typeof MetricsQuery>;

/** Names one series. Without a rank: the main file's, else that of the lowest rank that has the key. */
export const SeriesRef = z.object({
  run: z.string(),
  key: z.string(),
  rank: z.int().min(0).optional(),
  source: MetricSource.optional(),
});
export type SeriesRef = z.infer<typeof SeriesRef>;

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

/** What is said of a series beside its columns. */
export const SeriesHead = SeriesRef.extend({
  /** Points of the whole series, whatever the range. */
  total: z.int(),
  /** Points left out because the metric on the x axis has no finite value for them. */
  skipped: z.int().optional(),
  /** From a sample of the file; ask again for all of it. */
  preview: z.boolean().optional(),
  /** Where x is relative: what it counts from, in Unix seconds. */
  origin: z.number().optional(),
});
export type SeriesHead = z.infer<typeof SeriesHead>;

/**
 * A series in buckets ordered by x. `min`, `max`, `mean` are over the finite values of a bucket and NaN where it has none;
 * `first` and `last` are the outermost points as logged; `count` counts the finite ones. `smoothed` is there when asked for.
 */
export type Series = SeriesHead & Record<SeriesColumn, Float64Array> & { smoothed?: Float64Array };

const column = z.array(JsonNumber);

export const SeriesAnswer = z.object({
  series: z.array(
    SeriesHead.extend({
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
      smoothed: column.optional(),
    }),
  ),
});
export type SeriesAnswer = z.infer<typeof SeriesAnswer>;

/** The columns of a group's curve, in the order of the binary form. */
export const groupColumns = ["x", "center", "lower", "upper", "n"] as const;
export type GroupColumn = (typeof groupColumns)[number];

/** What is said of a group beside its columns. */
export const GroupHead = z.object({
  /** The values the group has in common, joined by ", ". */
  key: z.string(),
  /** The same, one per field grouped by; null where its runs have none. */
  values: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])),
  metric: z.string(),
  runs: z.array(z.string()),
  /** Some of it is from a sample of a file; ask again for all of it. */
  preview: z.boolean().optional(),
});
export type GroupHead = z.infer<typeof GroupHead>;

/** A group's curve over x. `n` is how many series have a finite value there; the others are NaN where that is none. */
export type SeriesGroup = GroupHead &
  Record<GroupColumn, Float64Array> & { smoothed?: Float64Array };

export const GroupsAnswer = z.object({
  groups: z.array(
    GroupHead.extend({
      x: column,
      center: column,
      lower: column,
      upper: column,
      n: column,
      smoothed: column.optional(),
    }),
  ),
});
export type GroupsAnswer = z.infer<typeof GroupsAnswer>;
