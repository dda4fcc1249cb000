import type { Bucket } from "./bucket.ts";
import { type Level, levelRows } from "./column.ts";
import { ColumnReader } from "./columnReader.ts";
import type { Curve } from "./curve.ts";
import { Summary } from "./summary.ts";
import type { XRange } from "./xRange.ts";

/** How rows are put together: `width` rows to a bucket, by summaries of up to `level`. */
export interface RowWidth {
  readonly width: number;
  readonly level: Level;
}

/**
 * The width for so many buckets or fewer: whole summaries of the coarsest level that still gives as many as wanted. Where
 * that comes to whole summaries of the level above, these will do.
 */
export function rowWidth(rows: number, points: number): RowWidth {
  const perBucket = rows / points;
  const size = levelRows.findLast((size) => size <= perBucket) ?? 1;
  const width = Math.max(1, Math.ceil(perBucket / size) * size);
  const level = levelRows.findLastIndex((size) => width % size === 0);
  return { width, level: level as Level };
}

/**
 * Buckets of a fixed number of rows, aligned to the whole series, so that they stay what they are while a live run grows
 * or a window moves. Only the two at the ends may be partial. The curve must be sorted.
 */
export function rowBuckets(
  { x, y, origin }: Curve,
  from: number,
  to: number,
  { width, level }: RowWidth,
): Bucket[] {
  const [xs, ys] = [new ColumnReader(x), new ColumnReader(y)];
  const buckets: Bucket[] = [];
  for (let row = from; row < to;) {
    const end = Math.min(to, (Math.floor(row / width) + 1) * width);
    const values = new Summary();
    ys.addTo(values, row, end, level);
    const [first, last] = endsOf(xs, row, end);
    buckets.push({ xFirst: first - origin, xLast: last - origin, y: values });
    row = end;
  }
  return buckets;
}

/** The rows of a sorted curve with min <= x <= max: the first, and the one after the last. */
export function rowsWithin({ x, rows }: Curve, { origin, min, max }: XRange): [number, number] {
  if (min === -Infinity && max === Infinity) return [0, rows];
  const reader = new ColumnReader(x);
  const from = reader.search((value) => value - origin >= min);
  return [
    from,
    Math.min(
      rows,
      reader.search((value) => value - origin > max),
    ),
  ];
}

/** The outermost of rows `from` to `to`: from summaries where they begin or end there, which lie closer together than rows. */
function endsOf(x: ColumnReader, from: number, to: number): [number, number] {
  let [first, last]: (number | undefined)[] = [];
  for (const above of [3, 2, 1] as const) {
    const size = levelRows[above];
    if (first === undefined && from % size === 0 && from + size <= to) {
      const { summaries, start } = x.summariesAround(above, from / size);
      first = summaries.first[from / size - start];
    }
    if (last === undefined && to % size === 0 && from + size <= to) {
      const { summaries, start } = x.summariesAround(above, to / size - 1);
      last = summaries.last[to / size - 1 - start];
    }
  }
  return [first ?? x.at(from), last ?? x.at(to - 1)];
}
