import { cellWidth } from "#core/protocol/cell.ts";

import type { Bucket } from "./bucket.ts";
import { walk } from "./columnWalk.ts";
import type { Curve } from "./curve.ts";
import { PointsWithin } from "./pointsWithin.ts";
import type { Steps } from "./steps.ts";
import { Summary } from "./summary.ts";
import { XExtent } from "./xExtent.ts";
import { XGrid } from "./xGrid.ts";
import type { XRange } from "./xRange.ts";

/** Cells that may be answered, where the one who asks says how wide they are. */
const maxCells = 20_000;

/** Buckets by ascending x, and how wide the cells are they lie in; undefined where each is a single point. */
export interface Grid {
  readonly buckets: readonly Bucket[];
  readonly width: number | undefined;
}

export function* extentOf(curve: Curve, range: XRange): Steps<XExtent> {
  const extent = new XExtent(range);
  yield* walk(curve, extent);
  return extent;
}

/** Every point, if there are few enough; else cells of one width, `cell` if that is given. Undefined: they would be too many. */
export function* gridBuckets(
  curve: Curve,
  range: XRange,
  { count, low, high }: XExtent,
  points: number,
  cell: number | undefined,
): Steps<Grid | undefined> {
  if (cell === undefined && count <= points) {
    const found = new PointsWithin(range);
    yield* walk(curve, found);
    return { buckets: toSingles(found), width: undefined };
  }
  const width = cell ?? cellWidth(high - low, points);
  if (cell !== undefined && (high - low) / cell > maxCells) return undefined;
  return { buckets: yield* cellBuckets(curve, range, width), width };
}

export function* cellBuckets(curve: Curve, range: XRange, width: number): Steps<Bucket[]> {
  const grid = new XGrid(range, width);
  yield* walk(curve, grid);
  return grid.buckets();
}

function toSingles(points: PointsWithin): Bucket[] {
  const { x, y } = points.sorted();
  return Array.from(x, (place, i) => {
    const summary = new Summary();
    summary.add(y[i] ?? NaN);
    return { xFirst: place, xLast: place, y: summary };
  });
}
