import * as z from "zod";

import { MetricSource } from "./metric.ts";
import { JsonNumber } from "./number.ts";

/** Points of one series as they were logged. They are numbered from 0 in the order of the file. */
export const PointsQuery = z.object({
  key: z.string(),
  rank: z.coerce.number().int().min(0).optional(),
  source: MetricSource.optional(),
  /** Number of the first point wanted. */
  from: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(20_000).default(1000),
});
export type PointsQuery = z.infer<typeof PointsQuery>;

/** `total` counts the points of the whole series; where `from` is beyond it there are none here. */
export const PointsPage = z.object({
  run: z.string(),
  key: z.string(),
  /** The file they are in, as `points_appended` tells it. */
  source: MetricSource,
  rank: z.int().nullable(),
  /** Another one where the file was replaced by another, whose points are counted anew; absent from older viewers. */
  generation: z.string().optional(),
  from: z.int(),
  total: z.int(),
  steps: z.array(z.number()),
  /** Unix seconds. */
  times: z.array(z.number()),
  values: z.array(JsonNumber),
});
export type PointsPage = z.infer<typeof PointsPage>;
