import * as z from "zod";

import { GroupsAnswer, MetricInfo, MetricsQuery, SeriesAnswer, Stage } from "./metric.ts";
import { PointsPage, PointsQuery } from "./point.ts";
import type { Api } from "./route.ts";
import { RunParams } from "./runParams.ts";
import { seriesMediaType } from "./seriesCodec.ts";
import { SeriesQuery } from "./seriesQuery.ts";

/** A run's metrics and their curves. */
export const v2MetricApi = {
  listMetrics: {
    method: "get",
    path: "/api/v2/runs/:id/metrics",
    auth: "token",
    summary: "A run's metrics with their statistics",
    params: RunParams,
    query: MetricsQuery,
    response: z.object({
      metrics: z.array(MetricInfo),
      preview: z.boolean().optional(),
      /** The changes of stage in the order of the file; of a run that changes very often the first ones. Not in a sample. */
      stages: z.array(Stage).optional(),
    }),
  },
  readPoints: {
    method: "get",
    path: "/api/v2/runs/:id/points",
    auth: "token",
    summary: "Points of a metric as they were logged, from one on",
    params: RunParams,
    query: PointsQuery,
    response: PointsPage,
  },
  querySeries: {
    method: "post",
    path: "/api/v2/metrics/query",
    auth: "token",
    summary: "Series in buckets that keep every spike and every NaN",
    body: SeriesQuery,
    response: z.union([SeriesAnswer, GroupsAnswer]),
    binary: { mediaType: seriesMediaType, summary: "The same as little-endian float64 columns" },
  },
} as const satisfies Api;
