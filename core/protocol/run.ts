import * as z from "zod";

import { FieldNames } from "./fieldNames.ts";
import { parseField } from "./filter/fields.ts";
import type { FilterField } from "./filter/filter.ts";
import { RunStatus } from "./format.ts";
import { JsonNumber } from "./number.ts";

/** Where a run directory lies: ours and 0.4/0.5 (`<project>/<name>/runs/<id>`), 0.6/0.7 (`runs/<path>/<id>`), or `runs/<id>`. */
export const RunLayout = z.enum(["seed", "path", "flat"]);
export type RunLayout = z.infer<typeof RunLayout>;

/** What could not be read of a run. Nothing else is lost by it. */
export const Problem = z.object({
  file: z.string(),
  kind: z.enum([
    "garbage_line",
    "oversized_line",
    "torn_line",
    "unreadable_file",
    "damaged_file",
    "too_many_metrics",
  ]),
  count: z.int(),
  /** First line (1-based) the problem was met on, where it has one. */
  line: z.int().optional(),
  message: z.string(),
});
export type Problem = z.infer<typeof Problem>;

/** Statistics of one metric over a run; over finite values, except `last`. */
export const MetricStats = z.object({
  count: z.int(),
  last: JsonNumber.nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  mean: z.number().nullable(),
  /** The minimum or the maximum, where the run says which of them is best. */
  best: z.number().nullable().optional(),
});
export type MetricStats = z.infer<typeof MetricStats>;

/** The one number shown beside a run: its primary metric's best, else a well-known metric's last value. */
export const KeyMetric = z.object({
  key: z.string(),
  value: JsonNumber,
  aggregate: z.enum(["best", "last"]),
});
export type KeyMetric = z.infer<typeof KeyMetric>;

/** What a run was begun with, as far as that was captured. */
const RunEnvironment = z.object({
  /** Of git. */
  branch: z.string().optional(),
  commit: z.string().optional(),
  /** Whether there was work that had not been committed. */
  dirty: z.boolean().optional(),
  /** Version, such as `3.12.1`. */
  python: z.string().optional(),
  /** Names of the machine's GPUs, each once, with commas. */
  gpu: z.string().optional(),
  gpu_count: z.int().optional(),
  /** Version. */
  cuda: z.string().optional(),
});
export type RunEnvironment = z.infer<typeof RunEnvironment>;

/** One run in a list. Times are Unix seconds. */
export const Run = z.object({
  id: z.string(),
  run_id: z.string(),
  project: z.string(),
  /** Segments joined by `/`; empty for a run that lies directly below its project. */
  name: z.string(),
  display_name: z.string().nullable(),
  alias: z.string().nullable(),
  notes: z.string().nullable(),
  tags: z.array(z.string()),
  pinned: z.boolean(),
  archived: z.boolean(),
  status: RunStatus,
  exit_reason: z.string().nullable(),
  created_at: z.number(),
  started_at: z.number().nullable(),
  ended_at: z.number().nullable(),
  hostname: z.string().nullable(),
  pid: z.int().nullable(),
  layout: RunLayout,
  /** The run directory relative to the root, with `/`. */
  dir: z.string(),
  key_metric: KeyMetric.nullable(),
  metric_count: z.int(),
  /** Lines and files of this run that could not be read. */
  problem_count: z.int(),
  /** Older viewers do not tell it. */
  environment: RunEnvironment.optional(),
  /** Only when asked for with `columns`: per metric key. */
  metrics: z.record(z.string(), MetricStats).optional(),
  /** Only when asked for with `columns`: hyper-parameters by dotted path. */
  config: z.record(z.string(), z.unknown()).optional(),
  /** Only when asked for with `columns`: results by dotted path. */
  summary: z.record(z.string(), z.unknown()).optional(),
});
export type Run = z.infer<typeof Run>;

/** All of one run. */
export const RunDetail = Run.extend({
  config: z.record(z.string(), z.unknown()),
  summary: z.record(z.string(), z.unknown()),
  problems: z.array(Problem),
  python: z.string().nullable(),
  platform: z.string().nullable(),
  /** What was written where it failed or was interrupted, its last 16 KiB. Older viewers do not tell it. */
  traceback: z.string().nullable().optional(),
  /** How far the index has read `events.jsonl`, in bytes; equal when it is complete. */
  indexed_bytes: z.int(),
  total_bytes: z.int(),
});
export type RunDetail = z.infer<typeof RunDetail>;

const StatusCounts = z.object({
  running: z.int(),
  finished: z.int(),
  failed: z.int(),
  interrupted: z.int(),
});

/** One name below a project. */
export const ExperimentName = z.object({
  name: z.string(),
  runs: z.int(),
  status: StatusCounts,
  latest_at: z.number(),
});
export type ExperimentName = z.infer<typeof ExperimentName>;

/** A project with what it holds; `names` only when the project was asked for. */
export const Project = z.object({
  project: z.string(),
  runs: z.int(),
  status: StatusCounts,
  latest_at: z.number(),
  names: z.array(ExperimentName).optional(),
});
export type Project = z.infer<typeof Project>;

/** A field of the run, `metrics.<key>.<last|min|max|mean|best|count>`, `config.<path>` or `summary.<path>`. */
const RunSort = z
  .string()
  .max(1000)
  .refine((text) => isSingle(parseField(text)), "is not a field runs can be sorted by");

/** Comma-separated fields, each with `:asc` or `:desc` behind it. */
const SortKeys = FieldNames.transform((names, context) =>
  names.flatMap((name) => {
    const [, text = name, order = "asc"] = /^(.*):(asc|desc)$/su.exec(name) ?? [];
    const field = parseField(text);
    if (field && isSingle(field)) return [{ field, order: order as "asc" | "desc" }];
    context.addIssue({ code: "custom", message: `${name} is not a field runs can be sorted by` });
    return [];
  }),
).refine((keys) => keys.length <= 8, "at most 8 fields");

/** Which runs are meant: those for which all of this holds. */
export const RunChoice = z.object({
  project: z.string().optional(),
  name: z.string().optional(),
  status: RunStatus.optional(),
  tag: z.string().optional(),
  /** The filter language: `metrics.loss.min < 0.2 and config.lr >= 1e-4 and status = running`. */
  q: z.string().max(10_000).optional(),
});
export type RunChoice = z.infer<typeof RunChoice>;

export const RunsQuery = RunChoice.extend({
  sort: RunSort.default("created_at"),
  order: z.enum(["asc", "desc"]).default("desc"),
  /** What puts runs in order that are equal in `sort`: `metrics.acc.max:desc,created_at:asc`. */
  then_by: SortKeys.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(10_000).optional(),
  /** Runs to leave out, from the cursor or from the start of the list on. */
  offset: z.coerce.number().int().min(0).optional(),
  /** Comma-separated: `metrics`, `config`, `summary`, or parts of them such as `config.lr` and `metrics.loss`. */
  columns: FieldNames.optional(),
});
export type RunsQuery = z.infer<typeof RunsQuery>;

/** How far the first look at the run directories is, as far as their number is known. */
export const Indexing = z.object({ done: z.int(), total: z.int() });
export type Indexing = z.infer<typeof Indexing>;

export const RunsPage = z.object({
  runs: z.array(Run),
  total: z.int(),
  /** Runs of the list that come before these. */
  offset: z.int().optional(),
  next_cursor: z.string().nullable(),
  /** Only during the first look at the run directories: the list has the runs that are known so far. */
  indexing: Indexing.optional(),
});
export type RunsPage = z.infer<typeof RunsPage>;

/** A run has at most one value in it. */
function isSingle(field: FilterField | undefined): boolean {
  return field !== undefined && !(field.kind === "run" && field.name === "tag");
}
