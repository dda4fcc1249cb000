import { cellOf } from "#core/protocol/cell.ts";
import type { Smoothing } from "#core/protocol/seriesQuery.ts";

import { type Bucket, meanOf } from "./bucket.ts";
import { ColumnReader } from "./columnReader.ts";
import type { Curve } from "./curve.ts";
import { cellBuckets, extentOf, type Grid, gridBuckets } from "./gridBuckets.ts";
import { rowBuckets, type RowWidth, rowWidth } from "./rowBuckets.ts";
import { reachOf, smooth } from "./smoothing.ts";
import type { Steps } from "./steps.ts";
import { XRange } from "./xRange.ts";

/*
 * Smoothing looks beyond the window, and at whole buckets where the window cuts them: so moving it changes no smoothed value
 * as long as the buckets stay as wide, and zooming only as much as a bucket's mean differs from its points.
 */

/** Buckets that stand for what lies beyond a window on one side. */
const padding = 1000;
/** What is left of a point's weight when it is no longer looked at. */
const negligible = 1e-9;

/** Smoothed values for the rows `from` to `to` of a sorted curve in buckets of `width`. */
export function smoothRows(
  curve: Curve,
  from: number,
  to: number,
  width: RowWidth,
  smoothing: Smoothing,
): Float64Array {
  if (from >= to) return new Float64Array();
  const start = Math.floor(from / width.width) * width.width;
  const end = Math.min(curve.rows, Math.ceil(to / width.width) * width.width);
  const [first, last] = reachedRows(curve, start, end, smoothing);
  // The same buckets as a window beside this one has, unless they are too many.
  const widthOf = (rows: number) =>
    rows <= padding * width.width ? width : rowWidth(rows, padding);
  const before = rowBuckets(curve, first, start, widthOf(start - first));
  const within = rowBuckets(curve, start, end, width);
  const after = rowBuckets(curve, end, last, widthOf(last - end));
  return smoothBuckets(smoothing, before, within, after);
}

/** Smoothed values for the buckets of a grid. */
export function* smoothGrid(
  curve: Curve,
  { origin, min, max }: XRange,
  { buckets, width }: Grid,
  points: number,
  smoothing: Smoothing,
): Steps<Float64Array> {
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (!first || !last) return new Float64Array();
  const reach = reachOf(smoothing);
  let [low, high] = [min, max];
  let whole: readonly Bucket[] = buckets;
  if (width !== undefined) {
    low = cellOf(first.xFirst, width) * width;
    high = justBelow((cellOf(last.xLast, width) + 1) * width);
    whole = yield* cellBuckets(curve, new XRange(low, high, origin), width);
  }
  // Near by as finely as within: what is near weighs most.
  const near = Math.max(low - Math.min(reach.left, high - low), -Number.MAX_VALUE);
  const far = yield* beyond(curve, new XRange(low - reach.left, justBelow(near), origin), padding);
  const close = yield* beyond(curve, new XRange(near, justBelow(low), origin), points, width);
  const isNear = width !== undefined && reach.right <= padding * width;
  const after = yield* beyond(
    curve,
    new XRange(justAbove(high), high + reach.right, origin),
    padding,
    isNear ? width : undefined,
  );
  const values = smoothBuckets(smoothing, [...far, ...close], whole, after);
  if (width === undefined) return values;
  const byCell = new Map(whole.map(({ xFirst }, i) => [cellOf(xFirst, width), values[i] ?? NaN]));
  return Float64Array.from(buckets, (b) => byCell.get(cellOf(b.xFirst, width)) ?? NaN);
}

/** The values of the buckets that chosen points lie in. */
export function valuesAt(
  chosen: readonly Bucket[],
  buckets: readonly Bucket[],
  values: Float64Array,
): Float64Array {
  let i = 0;
  return Float64Array.from(chosen, ({ xFirst }) => {
    while (i + 1 < buckets.length && (buckets[i + 1]?.xFirst ?? NaN) <= xFirst) i++;
    return values[i] ?? NaN;
  });
}

function* beyond(
  curve: Curve,
  range: XRange,
  points: number,
  cell?: number,
): Steps<readonly Bucket[]> {
  if (!(range.min <= range.max)) return [];
  const extent = yield* extentOf(curve, range);
  return (yield* gridBuckets(curve, range, extent, points, cell))?.buckets ?? [];
}

/** The values at the buckets `within`. */
function smoothBuckets(
  smoothing: Smoothing,
  before: readonly Bucket[],
  within: readonly Bucket[],
  after: readonly Bucket[],
): Float64Array {
  const all = [...before, ...within, ...after];
  const values = smooth(smoothing, {
    x: Float64Array.from(all, ({ xFirst, xLast }) => xFirst + (xLast - xFirst) / 2),
    mean: Float64Array.from(all, ({ y }) => meanOf(y)),
    count: Float64Array.from(all, ({ y }) => y.finite),
  });
  return values.slice(before.length, before.length + within.length);
}

/** The first row that matters for those from `start` on, and the one after the last that matters for those before `end`. */
function reachedRows(
  { x, rows }: Curve,
  start: number,
  end: number,
  smoothing: Smoothing,
): [number, number] {
  if (smoothing.kind === "ema") {
    const reach = smoothing.weight === 0 ? 0 : Math.log(negligible) / Math.log(smoothing.weight);
    return [Math.max(0, start - Math.ceil(reach)), end];
  }
  const reader = new ColumnReader(x);
  const { left, right } = reachOf(smoothing);
  const [low, high] = [reader.at(start) - left, reader.at(end - 1) + right];
  const first = reader.search((value) => value >= low);
  return [
    Math.min(start, first),
    right === 0
      ? end
      : Math.max(
          end,
          Math.min(
            rows,
            reader.search((value) => value > high),
          ),
        ),
  ];
}

/** The next number below, or the one after it. */
function justBelow(x: number): number {
  return x - Math.max(Math.abs(x) * 0.75 * 2 ** -52, Number.MIN_VALUE);
}

function justAbove(x: number): number {
  return -justBelow(-x);
}
