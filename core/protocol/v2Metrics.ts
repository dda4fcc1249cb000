import * as z from "zod";

import { GroupsAnswer, MetricInfo, MetricsQuery, SeriesAnswer } from "./metric.ts";
import { PointsPage, PointsQuery } from "./point.ts";
import type { Api } from "./route.ts";
import { seriesMediaType } from "./seriesCodec.ts";
import { SeriesQuery } from "./seriesQuery.ts";

const runParams = z.object({ id: z.string().min(1) });

/** A run's metrics and their curves. */
export const v2MetricApi = {
  listMetrics: {
    method: "get",
    path: "/api/v2/runs/:id/metrics",
    auth: "token",
    summary: "A run's metrics with their statistics",
    params: runParams,
    query: MetricsQuery,
    response: z.object({ metrics: z.array(MetricInfo), preview: z.boolean().optional() }),
  },
  readPoints: {
    method: "get",
    path: "/api/v2/runs/:id/points",
    auth: "token",
    summary: "Points of a metric as they were logged, from one on",
    params: runParams,
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
