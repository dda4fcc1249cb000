import { cellOf, cellWidth } from "#core/protocol/cell.ts";

import type { Bucket } from "./bucket.ts";
import { CellExtremes } from "./cellExtremes.ts";
import { walk } from "./columnWalk.ts";
import type { Curve } from "./curve.ts";
import { cellBuckets, extentOf, gridBuckets } from "./gridBuckets.ts";
import { lttb } from "./lttb.ts";
import type { Steps } from "./steps.ts";
import { Summary } from "./summary.ts";
import type { XRange } from "./xRange.ts";

/** Points looked at in full; of more, the extremes of cells are. */
const maxInFull = 1 << 16;
/** Cells per point wanted: with a lowest and a highest value each, four candidates to choose from. */
const cellsPerPoint = 2;

/**
 * Single points that look like all, a bucket each. Of very many, first the extremes of small cells are taken: J. Van Der
 * Donckt et al., "MinMaxLTTB: Leveraging MinMax-Preselection to Scale LTTB for Time Series Visualization", IEEE VIS 2023.
 * What is not finite cannot be chosen; it is counted in the bucket of the next point that is, or of the last.
 */
export function* lttbBuckets(curve: Curve, range: XRange, points: number): Steps<Bucket[]> {
  const extent = yield* extentOf(curve, range);
  const inFull = extent.count <= maxInFull;
  const width = cellWidth(extent.high - extent.low, points * cellsPerPoint);
  const cells = inFull
    ? ((yield* gridBuckets(curve, range, extent, maxInFull, undefined))?.buckets ?? [])
    : yield* cellBuckets(curve, range, width);
  const candidates = inFull ? finiteOf(cells) : yield* extremesOf(curve, range, cells, width);
  const x = Float64Array.from(candidates, ([place]) => place);
  const y = Float64Array.from(candidates, ([, value]) => value);
  return toBuckets(cells, lttb(x, y, points), x, y);
}

type Candidate = readonly [x: number, y: number];

function finiteOf(singles: readonly Bucket[]): Candidate[] {
  return singles
    .filter(({ y }) => y.finite > 0)
    .map(({ xFirst, y }): Candidate => [xFirst, y.first]);
}

/** The lowest and the highest point of each cell, and the outermost of all. */
function* extremesOf(
  curve: Curve,
  range: XRange,
  cells: readonly Bucket[],
  width: number,
): Steps<Candidate[]> {
  const wanted = new Map(cells.map((cell) => [cellOf(cell.xFirst, width), cell.y]));
  const extremes = new CellExtremes(range, width, wanted);
  yield* walk(curve, extremes);
  const [first, last] = [cells[0], cells.at(-1)];
  const ends: Candidate[] = [];
  if (first && last) ends.push([first.xFirst, first.y.first], [last.xLast, last.y.last]);
  const all = [...extremes.points, ...ends.filter(([, y]) => Number.isFinite(y))];
  const unique = new Map(all.map((point) => [point.join(), point]));
  return [...unique.values()].sort(([a], [b]) => a - b);
}

function toBuckets(
  cells: readonly Bucket[],
  chosen: Uint32Array,
  x: Float64Array,
  y: Float64Array,
): Bucket[] {
  const buckets = Array.from(chosen, (i): Bucket => {
    const summary = new Summary();
    summary.add(y[i] ?? NaN);
    return { xFirst: x[i] ?? NaN, xLast: x[i] ?? NaN, y: summary };
  });
  const [first, last] = [cells[0], cells.at(-1)];
  if (buckets.length === 0 && first && last) {
    buckets.push({ xFirst: first.xFirst, xLast: last.xLast, y: new Summary() });
  }
  let i = 0;
  for (const cell of cells) {
    while (i + 1 < buckets.length && (buckets[i]?.xFirst ?? NaN) < cell.xFirst) i++;
    const summary = buckets[i]?.y;
    if (!summary) continue;
    summary.nan += cell.y.nan;
    summary.posInf += cell.y.posInf;
    summary.negInf += cell.y.negInf;
  }
  return buckets;
}
