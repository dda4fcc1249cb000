import { RunicornError } from "#core/protocol/errors.ts";
import type { Series } from "#core/protocol/metric.ts";
import type { SeriesQuery } from "#core/protocol/seriesQuery.ts";

import { toColumns } from "./bucket.ts";
import { type Curve, curveOf, type FindSeries } from "./curve.ts";
import { extentOf, gridBuckets } from "./gridBuckets.ts";
import { lttbBuckets } from "./lttbBuckets.ts";
import { rowBuckets, rowsWithin, rowWidth } from "./rowBuckets.ts";
import type { MetricSeries } from "./runSeries.ts";
import { smoothGrid, smoothRows, valuesAt } from "./smoothedBuckets.ts";
import type { Steps } from "./steps.ts";
import { XRange } from "./xRange.ts";

/** What of a query is the same for each of its series. */
export type Window = Pick<
  SeriesQuery,
  "x" | "range" | "points" | "sampling" | "cell" | "smoothing"
>;

/** A series without what the caller knows it by. */
export type CurveAnswer = Omit<Series, "run" | "key">;

/** One series as a query wants it. Throws `metric_not_found` for an x that is not there, `invalid_request` for too many cells. */
export function* queryCurve(
  one: MetricSeries,
  window: Window,
  find: FindSeries,
): Steps<CurveAnswer> {
  const curve = yield* curveOf(one, window.x, find);
  const { min = -Infinity, max = Infinity } = window.range ?? {};
  const range = new XRange(min, max, curve.origin);
  const total = one.values.length;
  const answer =
    curve.isSorted && window.cell === undefined
      ? { ...inRows(curve, range, window), skipped: 0 }
      : yield* inCells(curve, range, window);
  const { buckets, smoothed, skipped } = answer;
  const head = {
    total,
    ...(skipped > 0 && { skipped }),
    ...(window.x === "relative" && Number.isFinite(curve.origin) && { origin: curve.origin }),
  };
  if (window.sampling !== "lttb") {
    return { ...head, ...toColumns(buckets), ...(smoothed && { smoothed }) };
  }
  const chosen = yield* lttbBuckets(curve, range, window.points);
  return {
    ...head,
    ...toColumns(chosen),
    ...(smoothed && { smoothed: valuesAt(chosen, buckets, smoothed) }),
  };
}

function inRows(curve: Curve, range: XRange, { points, smoothing }: Window) {
  const [from, to] = rowsWithin(curve, range);
  const width = rowWidth(to - from, points);
  const buckets = rowBuckets(curve, from, to, width);
  const smoothed = smoothing && smoothRows(curve, from, to, width, smoothing);
  return { buckets, smoothed };
}

function* inCells(curve: Curve, range: XRange, { points, cell, smoothing }: Window) {
  const extent = yield* extentOf(curve, range);
  const grid = yield* gridBuckets(curve, range, extent, points, cell);
  if (!grid) {
    throw new RunicornError(
      "invalid_request",
      `Cells of ${cell} are too many for this range of x; ask for wider ones or a shorter range.`,
    );
  }
  const smoothed = smoothing && (yield* smoothGrid(curve, range, grid, points, smoothing));
  return { buckets: grid.buckets, smoothed, skipped: extent.skipped };
}
