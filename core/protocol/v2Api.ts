import * as z from "zod";

import { DeletedRun, EachResult, PurgeAnswer, RunEdit, RunIdList } from "./edit.ts";
import { EventKey, EventsPage, EventsQuery } from "./event.ts";
import { LiveFrame } from "./live.ts";
import { LogPage, LogQuery } from "./log.ts";
import { MetricInfo, SeriesAnswer, SeriesQuery } from "./metric.ts";
import type { Api, Socket } from "./route.ts";
import { Project, RunDetail, RunsPage, RunsQuery } from "./run.ts";
import { seriesMediaType } from "./seriesCodec.ts";

const JsonObject = z.record(z.string(), z.unknown());
const runParams = z.object({ id: z.string().min(1) });

/** What the extension and the dashboards call. */
export const v2Api = {
  createSession: {
    method: "post",
    path: "/api/v2/session",
    auth: "ticket",
    summary: "Exchange a one-time ticket for the session cookie",
    body: z.object({ ticket: z.string().min(1).max(200) }),
    response: z.object({ success: z.literal(true) }),
  },
  getStore: {
    method: "get",
    path: "/api/v2/store",
    auth: "token",
    summary: "The store behind this viewer: its id, root and how far it is indexed",
    response: z.object({
      id: z.string(),
      root: z.string(),
      version: z.string(),
      runs: z.number().int(),
      /** Runs whose events are not indexed to the end yet. */
      pending: z.number().int(),
    }),
  },
  listExperiments: {
    method: "get",
    path: "/api/v2/experiments",
    auth: "token",
    summary: "Projects with counts and latest activity; the names of one with `project`",
    query: z.object({ project: z.string().optional() }),
    response: z.object({ projects: z.array(Project) }),
  },
  listRuns: {
    method: "get",
    path: "/api/v2/runs",
    auth: "token",
    summary: "Runs, filtered, sorted and paged",
    query: RunsQuery,
    response: RunsPage,
  },
  getRun: {
    method: "get",
    path: "/api/v2/runs/:id",
    auth: "token",
    summary: "All of one run",
    params: runParams,
    response: RunDetail,
  },
  editRun: {
    method: "patch",
    path: "/api/v2/runs/:id",
    auth: "token",
    summary: "Change what a person says of a run: alias, tags, notes, pinned, archived",
    params: runParams,
    body: RunEdit,
    response: RunDetail,
  },
  deleteRuns: {
    method: "post",
    path: "/api/v2/runs/delete",
    auth: "token",
    summary: "Put runs into the recycle bin; nothing of them is removed",
    body: z.object({ ids: RunIdList }),
    response: z.object({ results: EachResult }),
  },
  listDeleted: {
    method: "get",
    path: "/api/v2/recycle-bin",
    auth: "token",
    summary: "Runs in the recycle bin, latest first",
    response: z.object({ runs: z.array(DeletedRun) }),
  },
  restoreRuns: {
    method: "post",
    path: "/api/v2/recycle-bin/restore",
    auth: "token",
    summary: "Take runs out of the recycle bin",
    body: z.object({ ids: RunIdList }),
    response: z.object({ results: EachResult }),
  },
  purgeRuns: {
    method: "post",
    path: "/api/v2/recycle-bin/purge",
    auth: "token",
    summary: "Remove runs of the recycle bin for good, and what only they kept in the archive",
    body: z.object({ ids: RunIdList, dry_run: z.boolean().default(false) }),
    response: PurgeAnswer,
  },
  getEnvironment: {
    method: "get",
    path: "/api/v2/runs/:id/environment",
    auth: "token",
    summary: "Interpreter, packages, hardware and selected variables a run was begun with",
    params: runParams,
    response: z.object({ environment: JsonObject.nullable() }),
  },
  getCode: {
    method: "get",
    path: "/api/v2/runs/:id/code",
    auth: "token",
    summary:
      "Where a run's code is: git, command, entry file, call sites, and the patch of what was not committed",
    params: runParams,
    response: z.object({
      code: JsonObject.nullable(),
      /** The first megabytes of it. */
      patch: z.string().nullable(),
      patch_truncated: z.boolean(),
    }),
  },
  listEvents: {
    method: "get",
    path: "/api/v2/runs/:id/events",
    auth: "token",
    summary: "Records that are no metrics: images, tables, alerts …, in the order they were logged",
    params: runParams,
    query: EventsQuery,
    response: EventsPage,
  },
  listMedia: {
    method: "get",
    path: "/api/v2/runs/:id/media",
    auth: "token",
    summary: "What a run has to look at: its keys, and the records of those asked for",
    params: runParams,
    query: EventsQuery,
    response: EventsPage.extend({ keys: z.array(EventKey) }),
  },
  readMedia: {
    method: "get",
    path: "/api/v2/runs/:id/media/:file",
    auth: "token",
    summary: "A file of the run's media folder; takes ranges",
    params: runParams.extend({ file: z.string().min(1).max(255) }),
    response: z.unknown(),
    file: true,
  },
  listMetrics: {
    method: "get",
    path: "/api/v2/runs/:id/metrics",
    auth: "token",
    summary: "A run's metrics with their statistics",
    params: runParams,
    response: z.object({ metrics: z.array(MetricInfo) }),
  },
  querySeries: {
    method: "post",
    path: "/api/v2/metrics/query",
    auth: "token",
    summary: "Series in buckets that keep every spike and every NaN",
    body: SeriesQuery,
    response: SeriesAnswer,
    binary: { mediaType: seriesMediaType, summary: "The same as little-endian float64 columns" },
  },
  readLogs: {
    method: "get",
    path: "/api/v2/runs/:id/logs",
    auth: "token",
    summary: "Lines of a run's log by byte offset",
    params: runParams,
    query: LogQuery,
    response: LogPage,
  },
  getOpenApi: {
    method: "get",
    path: "/api/openapi.json",
    auth: "token",
    summary: "The OpenAPI document of this API",
    response: z.record(z.string(), z.unknown()),
  },
} as const satisfies Api;

export const v2Sockets = {
  live: {
    path: "/api/v2/live",
    auth: "token",
    summary: "What changes in the store, resumable with the cursor of the last frame",
    query: z.object({ since: z.string().optional() }),
    frame: LiveFrame,
  },
} as const satisfies Record<string, Socket>;
