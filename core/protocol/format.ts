import * as z from "zod";

/**
 * The files of a run directory, as we and the Python Runicorn 0.4–0.7 write them. All times are Unix seconds.
 * The schemas are loose: unknown keys survive, and a field of the wrong type reads as absent, never as an error.
 */
const text = z.string().nullish().catch(undefined);
const seconds = z.number().finite().nullish().catch(undefined);
const flag = z.boolean().nullish().catch(undefined);

export const MetaFile = z.looseObject({
  id: text,
  project: text,
  name: text,
  /** Runicorn 0.6 writes one path instead of project and name. */
  path: text,
  display_name: text,
  alias: text,
  notes: text,
  tags: z.array(z.string()).nullish().catch(undefined),
  pinned: flag,
  archived: flag,
  created_at: seconds,
  hostname: text,
  pid: z.int().nullish().catch(undefined),
  python: text,
  platform: text,
  parent: text,
});
export type MetaFile = z.infer<typeof MetaFile>;

export const RunStatus = z.enum(["running", "finished", "failed", "interrupted"]);
export type RunStatus = z.infer<typeof RunStatus>;

export const StatusFile = z.looseObject({
  status: text,
  started_at: seconds,
  ended_at: seconds,
  exit_reason: text,
  heartbeat_at: seconds,
});
export type StatusFile = z.infer<typeof StatusFile>;

/** `.writer.json`: the process that owns the run. `process_start` is an opaque token of that host's kernel. */
export const WriterFile = z.looseObject({
  host: text,
  boot_id: text,
  pid_namespace: text,
  pid: z.int().nullish().catch(undefined),
  process_start: text,
  nonce: text,
});
export type WriterFile = z.infer<typeof WriterFile>;

export const SummaryFile = z.looseObject({
  best_metric_name: text,
  best_metric_value: z.number().nullish().catch(undefined),
  best_metric_step: z.number().nullish().catch(undefined),
  best_metric_mode: z.enum(["max", "min"]).nullish().catch(undefined),
});
export type SummaryFile = z.infer<typeof SummaryFile>;

/** `environment.json`, of which only what runs are listed by is kept: the packages alone are thousands of characters. */
export const EnvironmentFile = z.object({
  python_version: text,
  cuda_version: text,
  git_info: z
    .object({
      branch: text,
      commit: text,
      dirty: flag,
      /** Runicorn 0.6 calls it so. */
      has_changes: flag,
    })
    .nullish()
    .catch(undefined),
  gpu_info: z
    .array(z.object({ name: text }).nullable().catch(null))
    .nullish()
    .catch(undefined),
});
export type EnvironmentFile = z.infer<typeof EnvironmentFile>;

/** `assets.json`, of which only the hyper-parameters matter to the index. */
export const AssetsFile = z.looseObject({
  config: z
    .looseObject({ args: z.record(z.string(), z.unknown()).nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
});
export type AssetsFile = z.infer<typeof AssetsFile>;
