import * as z from "zod";

import { EventKey, EventsPage, EventsQuery } from "./event.ts";
import { LogPage, LogQuery } from "./log.ts";
import { MetricInfo } from "./metric.ts";
import { JsonNumber } from "./number.ts";
import type { Api } from "./route.ts";
import { RunParams } from "./runParams.ts";

const JsonObject = z.record(z.string(), z.unknown());

/** A file of a run's directory. */
export const RunFile = z.object({
  /** Relative to the run's directory, with `/`. */
  path: z.string(),
  /** In bytes. */
  size: z.int(),
  /** Unix seconds. */
  modified_at: z.number(),
});
export type RunFile = z.infer<typeof RunFile>;

/** What a run left behind besides its metrics. */
export const v2RunFileApi = {
  getSystem: {
    method: "get",
    path: "/api/v2/runs/:id/system",
    auth: "token",
    summary:
      "What a run sampled of its machine; its curves come from the metrics query with `source: system`",
    params: RunParams,
    response: z.object({
      metrics: z.array(MetricInfo),
      /** The newest sample, in Unix seconds; null where there is none. */
      latest: z.object({ ts: z.number(), data: z.record(z.string(), JsonNumber) }).nullable(),
    }),
  },
  getEnvironment: {
    method: "get",
    path: "/api/v2/runs/:id/environment",
    auth: "token",
    summary: "Interpreter, packages, hardware and selected variables a run was begun with",
    params: RunParams,
    response: z.object({ environment: JsonObject.nullable() }),
  },
  getCode: {
    method: "get",
    path: "/api/v2/runs/:id/code",
    auth: "token",
    summary:
      "Where a run's code is: git, command, entry file, call sites, and the patch of what was not committed",
    params: RunParams,
    query: z.object({
      /** Without it, `patch` is null. */
      patch: z.stringbool().default(true),
    }),
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
    params: RunParams,
    query: EventsQuery,
    response: EventsPage,
  },
  listMedia: {
    method: "get",
    path: "/api/v2/runs/:id/media",
    auth: "token",
    summary: "What a run has to look at: its keys, and the records of those asked for",
    params: RunParams,
    query: EventsQuery,
    response: EventsPage.extend({ keys: z.array(EventKey) }),
  },
  readMedia: {
    method: "get",
    path: "/api/v2/runs/:id/media/:file",
    auth: "token",
    summary: "A file of the run's media folder; takes ranges",
    params: RunParams.extend({ file: z.string().min(1).max(255) }),
    response: z.unknown(),
    file: true,
  },
  listFiles: {
    method: "get",
    path: "/api/v2/runs/:id/files",
    auth: "token",
    summary: "The files of a run's directory, the first thousands of them",
    params: RunParams,
    response: z.object({ files: z.array(RunFile), truncated: z.boolean() }),
  },
  readFile: {
    method: "get",
    path: "/api/v2/runs/:id/file",
    auth: "token",
    summary: "A file of the run's directory; takes ranges",
    params: RunParams,
    query: z.object({ path: z.string().min(1).max(4096) }),
    response: z.unknown(),
    file: true,
  },
  readLogs: {
    method: "get",
    path: "/api/v2/runs/:id/logs",
    auth: "token",
    summary: "Lines of a run's log by byte offset",
    params: RunParams,
    query: LogQuery,
    response: LogPage,
  },
} as const satisfies Api;
