import { cellOf, cellWidth } from "#core/protocol/cell.ts";
import { type Series, type SeriesColumn, seriesColumns } from "#core/protocol/metric.ts";

import type { CurveRequest } from "./seriesSource.ts";

type Bucket = Record<SeriesColumn, number>;

/**
 * The same with points put where they belong on an axis that goes back and forth: each into the cell it lies in, or between the
 * others. Null where the cells would be others with them.
 */
export function insertPoints(
  series: Series,
  { range, points }: CurveRequest,
  places: readonly number[],
  values: readonly number[],
): Series | null {
  const { min = -Infinity, max = Infinity } = range ?? {};
  const buckets = bucketsOf(series);
  const before = buckets.reduce((sum, bucket) => sum + pointsIn(bucket), 0);
  const added = places.filter((place) => Number.isFinite(place) && place >= min && place <= max);
  const isSingle = before <= points;
  if (isSingle && before + added.length > points) return null;
  const [low, high] = [buckets[0]?.x_first ?? NaN, buckets.at(-1)?.x_last ?? NaN];
  const width = cellWidth(high - low, points);
  if (!isSingle && width !== cellWidth(Math.max(high, ...added) - Math.min(low, ...added), points))
    return null;
  for (const [i, place] of places.entries()) {
    if (!Number.isFinite(place) || place < min || place > max) continue;
    const value = values[i] ?? NaN;
    const at = firstBehind(buckets, place, isSingle ? undefined : width);
    const into = buckets[at - 1];
    if (isSingle || !into || cellOf(into.x_first, width) !== cellOf(place, width)) {
      buckets.splice(at, 0, single(place, value));
    } else add(into, place, value);
  }
  const skipped = (series.skipped ?? 0) + places.filter((place) => !Number.isFinite(place)).length;
  const columns = Object.fromEntries(
    seriesColumns.map((name) => [name, Float64Array.from(buckets, (bucket) => bucket[name])]),
  ) as Record<SeriesColumn, Float64Array>;
  const total = series.total + values.length;
  return { ...series, ...columns, total, ...(skipped > 0 && { skipped }) };
}

function bucketsOf(series: Series): Bucket[] {
  return Array.from(
    series.x_first,
    (_, i) => Object.fromEntries(seriesColumns.map((name) => [name, series[name][i]])) as Bucket,
  );
}

function pointsIn({ count, nan, pos_inf: above, neg_inf: below }: Bucket): number {
  return count + nan + above + below;
}

/** The first bucket that lies behind the place, or behind its cell. */
function firstBehind(buckets: readonly Bucket[], place: number, width: number | undefined): number {
  const isBehind = ({ x_first: first }: Bucket): boolean =>
    width === undefined ? first > place : cellOf(first, width) > cellOf(place, width);
  let [low, high] = [0, buckets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const bucket = buckets[middle];
    if (bucket && isBehind(bucket)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function single(place: number, value: number): Bucket {
  const isFinite = Number.isFinite(value);
  const shown = isFinite ? value : NaN;
  return {
    x_first: place,
    x_last: place,
    min: shown,
    max: shown,
    mean: shown,
    first: value,
    last: value,
    count: Number(isFinite),
    nan: Number(Number.isNaN(value)),
    pos_inf: Number(value === Infinity),
    neg_inf: Number(value === -Infinity),
  };
}

/** Of points at the same place the one logged last is the last. */
function add(bucket: Bucket, place: number, value: number): void {
  const { mean, count } = bucket;
  if (place < bucket.x_first) Object.assign(bucket, { x_first: place, first: value });
  if (place >= bucket.x_last) Object.assign(bucket, { x_last: place, last: value });
  if (Number.isFinite(value)) {
    bucket.min = count === 0 ? value : Math.min(bucket.min, value);
    bucket.max = count === 0 ? value : Math.max(bucket.max, value);
    bucket.mean = count === 0 ? value : mean + (value - mean) / (count + 1);
    bucket.count += 1;
  } else if (Number.isNaN(value)) bucket.nan += 1;
  else if (value > 0) bucket.pos_inf += 1;
  else bucket.neg_inf += 1;
}
