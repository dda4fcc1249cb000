import * as z from "zod";

import type { Api } from "./route.ts";
import { RunParams } from "./runParams.ts";
import { V1Metrics, V1Run, V1RunDetail } from "./v1.ts";

export const tableQuery = z.object({
  downsample: z.coerce.number().int().min(100).max(50_000).optional(),
});
const table = {
  method: "get",
  auth: "token",
  summary: "A run's metrics as one table, a row per step",
  params: RunParams,
  query: tableQuery,
  response: V1Metrics,
} as const;
const runs = {
  method: "get",
  auth: "token",
  summary: "All runs, newest first",
  response: z.array(V1Run),
} as const;

/** Runicorn 0.6's routes that tell of runs, some also under the names of older documents. */
export const v1RunApi = {
  listRuns: { ...runs, path: "/api/runs" },
  listExperiments: { ...runs, path: "/api/experiments" },
  getRun: {
    method: "get",
    path: "/api/runs/:id",
    auth: "token",
    summary: "One run",
    params: RunParams,
    response: V1RunDetail,
  },
  metrics: { ...table, path: "/api/runs/:id/metrics" },
  metricsByStep: { ...table, path: "/api/runs/:id/metrics_step" },
  metricsOf: { ...table, path: "/api/metrics/:id" },
  getProgress: {
    method: "get",
    path: "/api/runs/:id/progress",
    auth: "token",
    summary: "Nothing: no version of Runicorn records how far a run is to go",
    params: RunParams,
    response: z.object({ available: z.literal(false), status: z.literal("unknown") }),
  },
  listImages: {
    method: "get",
    path: "/api/runs/:id/images",
    auth: "token",
    summary: "Images a run has logged, the first 10,000; `path` is absolute",
    params: RunParams,
    response: z.object({
      run_id: z.string(),
      images: z.array(
        z.object({
          step: z.number().nullable(),
          key: z.string(),
          path: z.string(),
          caption: z.string().nullable(),
        }),
      ),
    }),
  },
} as const satisfies Api;
