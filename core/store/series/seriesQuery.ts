import type { Series, SeriesColumn } from "#core/protocol/metric.ts";
import { seriesColumns } from "#core/protocol/metric.ts";
import type { SeriesQuery } from "#core/protocol/seriesQuery.ts";
import { rowOrder } from "#core/store/runs/rowOrder.ts";
import { Summary } from "#core/store/runs/summary.ts";

import { type Level, levelRows } from "./column.ts";
import { ColumnReader } from "./columnReader.ts";
import type { MetricSeries } from "./runSeries.ts";

type Window = Pick<SeriesQuery, "x" | "range" | "points">;

/** One series in buckets over x. `run` is the id the answer names. */
export function bucketSeries(run: string, series: MetricSeries, window: Window): Series {
  const { axis, key } = series;
  const x = new ColumnReader(window.x === "step" ? axis.steps : axis.times);
  const isSorted = window.x === "step" ? axis.isStepSorted : axis.isTimeSorted;
  // Subtracted before every comparison, so that a range picks exactly the points whose answer lies in it.
  const origin = window.x === "relative" ? axis.firstTime : 0;
  const buckets = isSorted
    ? bucketSorted(x, new ColumnReader(series.values), window, origin)
    : bucketUnsorted(x, new ColumnReader(series.values), window, origin);
  return { run, key, total: series.values.length, ...toColumns(buckets, origin) };
}

interface Bucket {
  readonly x: Summary;
  readonly y: Summary;
}

/**
 * Buckets of a fixed number of rows, aligned to the whole series, so that they stay what they are while a live run grows
 * or a window moves. Only the two at the ends may be partial.
 */
function bucketSorted(
  x: ColumnReader,
  y: ColumnReader,
  { range = {}, points }: Window,
  origin: number,
): Bucket[] {
  const { min = -Infinity, max = Infinity } = range;
  const from = x.search((value) => value - origin >= min);
  const to = x.search((value) => value - origin > max);
  const { width, level } = bucketWidth(to - from, points);
  const buckets: Bucket[] = [];
  for (let row = from; row < to;) {
    const end = Math.min(to, (Math.floor(row / width) + 1) * width);
    const bucket = { x: new Summary(), y: new Summary() };
    x.addTo(bucket.x, row, end, level);
    y.addTo(bucket.y, row, end, level);
    buckets.push(bucket);
    row = end;
  }
  return buckets;
}

/** Rows per bucket: whole summaries of the coarsest level that still gives as many buckets as wanted. */
function bucketWidth(rows: number, points: number): { width: number; level: Level } {
  const perBucket = rows / points;
  const level = levelRows.findLastIndex((size) => size <= perBucket);
  const size = levelRows[level] ?? 1;
  return {
    width: Math.max(1, Math.ceil(perBucket / size) * size),
    level: Math.max(0, level) as Level,
  };
}

/** A run that went back in x: every point, sorted by it. */
function bucketUnsorted(
  x: ColumnReader,
  y: ColumnReader,
  { range = {}, points }: Window,
  origin: number,
): Bucket[] {
  const { min = -Infinity, max = Infinity } = range;
  const xs = x.all();
  const ys = y.all();
  const rows = rowOrder(xs).filter((row) => {
    const value = (xs[row] ?? NaN) - origin;
    return value >= min && value <= max;
  });
  const width = Math.max(1, Math.ceil(rows.length / points));
  const buckets: Bucket[] = [];
  for (let start = 0; start < rows.length; start += width) {
    const bucket = { x: new Summary(), y: new Summary() };
    for (const row of rows.subarray(start, start + width)) {
      bucket.x.add(xs[row] ?? NaN);
      bucket.y.add(ys[row] ?? NaN);
    }
    buckets.push(bucket);
  }
  return buckets;
}

function toColumns(buckets: readonly Bucket[], origin: number): Record<SeriesColumn, Float64Array> {
  const values: Record<SeriesColumn, (bucket: Bucket) => number> = {
    x_first: ({ x }) => x.first - origin,
    x_last: ({ x }) => x.last - origin,
    min: ({ y }) => (y.finite > 0 ? y.min : NaN),
    max: ({ y }) => (y.finite > 0 ? y.max : NaN),
    mean: ({ y }) => (y.finite > 0 ? y.sum / y.finite : NaN),
    first: ({ y }) => y.first,
    last: ({ y }) => y.last,
    count: ({ y }) => y.finite,
    nan: ({ y }) => y.nan,
    pos_inf: ({ y }) => y.posInf,
    neg_inf: ({ y }) => y.negInf,
  };
  return Object.fromEntries(
    seriesColumns.map((name) => [name, Float64Array.from(buckets, values[name])]),
  ) as Record<SeriesColumn, Float64Array>;
}
