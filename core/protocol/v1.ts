import * as z from "zod";

/** V1 shapes: those of the Python Runicorn 0.6.0, so that its clients keep working. */
export const V1Health = z.object({
  status: z.literal("ok"),
  storage: z.string(),
  version: z.string(),
  /** Unix seconds, by the clock of its machine. */
  time: z.number(),
  cache: z.record(z.string(), z.unknown()),
});

export const V1Run = z.object({
  id: z.string(),
  run_dir: z.string(),
  created_time: z.number(),
  status: z.string(),
  pid: z.int().nullable(),
  best_metric_value: z.number().nullable(),
  best_metric_name: z.string().nullable(),
  path: z.string(),
  /** 0.5 clients read these two instead of `path`. */
  project: z.string(),
  name: z.string(),
  alias: z.string().nullable(),
  tags: z.array(z.string()),
  assets_count: z.int(),
});
export type V1Run = z.infer<typeof V1Run>;

export const V1RunDetail = z.object({
  id: z.string(),
  status: z.string(),
  pid: z.int().nullable(),
  run_dir: z.string(),
  path: z.string(),
  project: z.string(),
  name: z.string(),
  alias: z.string().nullable(),
  logs: z.string(),
  metrics: z.string(),
  metrics_step: z.string(),
  start_time: z.number().nullable(),
  duration: z.number().nullable(),
  summary: z.record(z.string(), z.unknown()),
  assets: z.record(z.string(), z.unknown()),
  assets_count: z.int(),
});
export type V1RunDetail = z.infer<typeof V1RunDetail>;

/** Rows merged by step, ascending; a value that is missing or not finite is null. */
export const V1Metrics = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()]))),
  total: z.int(),
  sampled: z.int(),
});
export type V1Metrics = z.infer<typeof V1Metrics>;

/** First all of the table, then the rows of records that came since; a later row of a step adds to an earlier one's. */
export const V1MetricsFrame = V1Metrics.extend({ type: z.enum(["table", "rows"]) });
export type V1MetricsFrame = z.infer<typeof V1MetricsFrame>;
