import * as z from "zod";

/** What a person may say of a run; what is absent stays, null clears. */
export const RunEdit = z.strictObject({
  alias: z.string().max(500).nullable().optional(),
  tags: z.array(z.string().min(1).max(200)).max(100).optional(),
  notes: z.string().max(100_000).nullable().optional(),
  pinned: z.boolean().optional(),
  archived: z.boolean().optional(),
});
export type RunEdit = z.infer<typeof RunEdit>;

/** Runs to act on; each succeeds or fails by itself. */
export const RunIdList = z.array(z.string().min(1).max(500)).min(1).max(1000);

export const EachResult = z.record(
  z.string(),
  z.object({ success: z.boolean(), error: z.string().optional() }),
);
export type EachResult = z.infer<typeof EachResult>;

/** A run in the recycle bin. Its id is only good for the bin's own routes. */
export const DeletedRun = z.object({
  id: z.string(),
  run_id: z.string(),
  project: z.string(),
  name: z.string(),
  alias: z.string().nullable(),
  created_at: z.number().nullable(),
  /** Unix seconds. */
  deleted_at: z.number().nullable(),
  reason: z.string().nullable(),
  original_status: z.string().nullable(),
  /** The run directory relative to the root, with `/`. */
  dir: z.string(),
});
export type DeletedRun = z.infer<typeof DeletedRun>;

/** What removing runs for good frees; with a dry run, what it would. */
export const PurgeAnswer = z.object({
  results: EachResult,
  /** Files of the archive that no other run refers to, relative to the root. */
  freed: z.array(z.string()),
  /** Files of the archive that stay, since other runs refer to them. */
  kept: z.array(z.string()),
  bytes: z.number(),
});
export type PurgeAnswer = z.infer<typeof PurgeAnswer>;
