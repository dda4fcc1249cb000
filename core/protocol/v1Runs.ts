import * as z from "zod";

import type { Api } from "./route.ts";
import { V1Metrics, V1Run, V1RunDetail } from "./v1.ts";

const runParams = z.object({ id: z.string().min(1) });

/** Runicorn 0.6's routes that tell of runs. */
export const v1RunApi = {
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
} as const satisfies Api;
