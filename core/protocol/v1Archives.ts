import * as z from "zod";

import { ArchiveFormat, DataFormat } from "./archive.ts";
import type { Api } from "./route.ts";

const runIds = z.array(z.string().min(1)).min(1).max(10_000);
const flag = z.stringbool().default(false);

/** Runicorn 0.6's answer to an import, with 0.7's words for what was here already. */
const V1Import = z.object({
  ok: z.literal(true),
  imported_files: z.int(),
  /** Relative to the root. */
  new_run_dirs: z.array(z.string()),
  new_run_ids: z.array(z.string()),
  skipped_run_ids: z.array(z.string()),
  skipped_count: z.int(),
  storage: z.string(),
});

const V1Preview = z.object({
  ok: z.literal(true),
  /** Imports the same file within ten minutes without sending it again: the form field `preview_token`. */
  token: z.string(),
  filename: z.string().nullable(),
  runs: z.array(
    z.object({
      run_id: z.string(),
      path: z.string(),
      files_count: z.int(),
      conflict: z.boolean(),
    }),
  ),
  total_runs: z.int(),
  total_files: z.int(),
  conflict_count: z.int(),
  conflict_run_ids: z.array(z.string()),
});

const ExportedPath = z.object({
  path: z.string(),
  exact: z.boolean(),
  total_runs: z.int(),
  runs: z.array(
    z.object({
      run_id: z.string(),
      path: z.string(),
      alias: z.string().nullable(),
      status: z.string(),
      created_time: z.number().nullable(),
      summary: z.record(z.string(), z.unknown()),
      meta: z.record(z.string(), z.unknown()),
    }),
  ),
});

const importArchive = {
  method: "post",
  auth: "token",
  summary: "Unpack the runs of a .tar.gz or .zip that are not here yet",
  upload: true,
  response: V1Import,
} as const;

/** Whole runs out of the store and into it. */
export const v1ArchiveApi = {
  export: {
    method: "post",
    path: "/api/export",
    auth: "token",
    summary:
      "Runs as one archive: those named, or all of a project, of a name, or that a filter finds",
    body: z.object({
      run_ids: runIds.optional(),
      project: z.string().optional(),
      name: z.string().optional(),
      /** The filter language. */
      q: z.string().optional(),
      format: ArchiveFormat.default("tar.gz"),
    }),
    response: z.unknown(),
    download: true,
  },
  exportRuns: {
    method: "post",
    path: "/api/runs/export",
    auth: "token",
    summary: "Runs as a .zip",
    body: z.object({ run_ids: runIds }),
    response: z.unknown(),
    download: true,
  },
  exportPath: {
    method: "get",
    path: "/api/paths/export",
    auth: "token",
    summary: "Runs at a path and, unless `exact`, below it: a list, or with format=zip their files",
    query: z.object({
      path: z.string().min(1).max(2000),
      exact: flag,
      format: z.enum(["json", "zip"]).default("json"),
    }),
    response: ExportedPath,
    download: true,
  },
  import: { ...importArchive, path: "/api/import" },
  importArchive: { ...importArchive, path: "/api/import/archive" },
  previewImport: {
    method: "post",
    path: "/api/import/preview",
    auth: "token",
    summary: "What importing an archive would do",
    upload: true,
    response: V1Preview,
  },
  exportCsv: {
    method: "get",
    path: "/api/export/:id/csv",
    auth: "token",
    summary: "A run's metrics, a row per log()",
    params: z.object({ id: z.string().min(1) }),
    response: z.unknown(),
    download: true,
  },
  exportReport: {
    method: "get",
    path: "/api/export/:id/report",
    auth: "token",
    summary: "A run as a page for people, or in another program's format",
    params: z.object({ id: z.string().min(1) }),
    query: z.object({ format: DataFormat.default("markdown") }),
    response: z.unknown(),
    download: true,
  },
} as const satisfies Api;
