import * as z from "zod";

import type { Api, Socket } from "./route.ts";
import { V1Health, V1Metrics, V1Run, V1RunDetail } from "./v1.ts";
import { v1EditApi } from "./v1Edits.ts";

const runParams = z.object({ id: z.string().min(1) });

/** What clients of the Python Runicorn call. */
export const v1Api = {
  health: {
    method: "get",
    path: "/api/health",
    auth: "token",
    summary: "Whether the viewer answers, for which store, and its version",
    response: V1Health,
  },
  listRuns: {
    method: "get",
    path: "/api/runs",
    auth: "token",
    summary: "All runs, newest first",
    response: z.array(V1Run),
  },
  getRun: {
    method: "get",
    path: "/api/runs/:id",
    auth: "token",
    summary: "One run",
    params: runParams,
    response: V1RunDetail,
  },
  metricsByStep: {
    method: "get",
    path: "/api/runs/:id/metrics_step",
    auth: "token",
    summary: "A run's metrics as one table, a row per step",
    params: runParams,
    query: z.object({ downsample: z.coerce.number().int().min(100).max(50_000).optional() }),
    response: V1Metrics,
  },
  ...v1EditApi,
} as const satisfies Api;

export const v1Sockets = {
  runLogs: {
    path: "/api/runs/:id/logs/ws",
    auth: "token",
    summary: "A run's log: its last 10,000 lines, then each new line, one text frame a line",
    params: runParams,
    frame: z.string(),
  },
} as const satisfies Record<string, Socket>;
