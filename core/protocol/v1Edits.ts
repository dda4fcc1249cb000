import * as z from "zod";

import { EachResult } from "./edit.ts";
import type { Api } from "./route.ts";
import { RunParams } from "./runParams.ts";

const RunIds = z.object({ run_ids: z.array(z.string().min(1).max(500)).min(1).max(100) });

/** What removing one run for good did, or would do. */
export const V1Purge = z.object({
  success: z.boolean(),
  run_id: z.string(),
  run_dir_deleted: z.boolean(),
  orphaned_assets: z.int(),
  kept_assets: z.int(),
  blobs_deleted: z.int(),
  manifests_deleted: z.int(),
  outputs_deleted: z.int(),
  bytes_freed: z.number(),
  errors: z.array(z.string()),
});
export type V1Purge = z.infer<typeof V1Purge>;

/** Runicorn 0.6's routes that change runs. */
export const v1EditApi = {
  editRun: {
    method: "patch",
    path: "/api/runs/:id",
    auth: "token",
    summary: "Change alias and tags; null leaves as it is, an empty alias clears",
    params: RunParams,
    body: z.object({
      alias: z.string().max(500).nullish(),
      tags: z.array(z.string().max(200)).max(100).nullish(),
    }),
    response: z.object({
      ok: z.boolean(),
      alias: z.string().nullable(),
      tags: z.array(z.string()),
    }),
  },
  softDelete: {
    method: "post",
    path: "/api/runs/soft-delete",
    auth: "token",
    summary: "Put runs into the recycle bin",
    body: RunIds,
    response: z.object({
      deleted_count: z.int(),
      results: EachResult,
      message: z.string(),
    }),
  },
  recycleBin: {
    method: "get",
    path: "/api/recycle-bin",
    auth: "token",
    summary: "Runs in the recycle bin",
    response: z.object({
      deleted_runs: z.array(
        z.object({
          id: z.string(),
          path: z.string(),
          alias: z.string().nullable(),
          created_time: z.number().nullable(),
          deleted_at: z.number().nullable(),
          delete_reason: z.string().nullable(),
          original_status: z.string().nullable(),
          run_dir: z.string(),
        }),
      ),
    }),
  },
  restore: {
    method: "post",
    path: "/api/recycle-bin/restore",
    auth: "token",
    summary: "Take runs out of the recycle bin",
    body: RunIds,
    response: z.object({
      restored_count: z.int(),
      results: EachResult,
      message: z.string(),
    }),
  },
  emptyBin: {
    method: "post",
    path: "/api/recycle-bin/empty",
    auth: "token",
    summary: "Remove every run of the recycle bin for good",
    body: z.object({
      confirm: z.literal(true, { error: "Must set confirm=true to permanently delete" }),
    }),
    response: z.object({ permanently_deleted: z.int(), message: z.string() }),
  },
  purgeRun: {
    method: "delete",
    path: "/api/runs/:id/permanent",
    auth: "token",
    summary: "Remove a run for good",
    params: RunParams,
    query: z.object({ dry_run: z.stringbool().default(false) }),
    response: V1Purge,
  },
  purgeRuns: {
    method: "post",
    path: "/api/runs/permanent-delete",
    auth: "token",
    summary: "Remove up to 50 runs for good",
    body: z.object({
      run_ids: RunIds.shape.run_ids.max(50),
      dry_run: z.boolean().default(false),
    }),
    response: z.object({
      deleted_count: z.int(),
      total_runs: z.int(),
      total_blobs_deleted: z.int(),
      total_bytes_freed: z.number(),
      dry_run: z.boolean(),
      results: z.record(z.string(), V1Purge),
    }),
  },
} as const satisfies Api;
