import { toJsonNumber } from "#core/protocol/number.ts";
import type { PointsPage, PointsQuery } from "#core/protocol/point.ts";

import { ColumnReader } from "./columnReader.ts";
import type { MetricSeries } from "./runSeries.ts";

/** Points of a series as they were logged, from one on. */
export function pointPage(
  place: Pick<PointsPage, "run" | "source" | "rank" | "generation">,
  { key, axis, values }: MetricSeries,
  { from, limit }: PointsQuery,
): PointsPage {
  return {
    ...place,
    key,
    from,
    total: values.length,
    steps: new ColumnReader(axis.steps).from(from, limit),
    times: new ColumnReader(axis.times).from(from, limit),
    values: new ColumnReader(values).from(from, limit).map(toJsonNumber),
  };
}
