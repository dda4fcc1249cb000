import { type Level, levelRows } from "./column.ts";
import { ColumnReader } from "./columnReader.ts";
import type { Curve } from "./curve.ts";
import type { Steps } from "./steps.ts";
import type { Summaries } from "./summary.ts";

/** Sees all of a curve in the order of its rows: by summaries where it can, row by row where it must. */
export interface Visitor {
  /** Looks at entry `i` of both summaries, which are of the same rows. False: look at what is below it instead. */
  takes(x: Summaries, y: Summaries, i: number): boolean;
  row(x: number, y: number): void;
}

const topLevel = 3;

/** Leads a visitor over a curve, from the top of the pyramid downwards. */
export function* walk({ x, y, rows }: Curve, visitor: Visitor): Steps<void> {
  let readers = [new ColumnReader(x), new ColumnReader(y)] as const;
  const size = levelRows[topLevel];
  for (let from = 0; from < rows; from += size) {
    walkRows(readers, from, Math.min(rows, from + size), topLevel, visitor);
    if (yield) readers = [new ColumnReader(x), new ColumnReader(y)];
  }
}

function walkRows(
  readers: readonly [ColumnReader, ColumnReader],
  from: number,
  to: number,
  level: Level,
  visitor: Visitor,
): void {
  const [xs, ys] = readers;
  if (level === 0) {
    for (let row = from; row < to;) {
      const x = xs.rowsAround(row);
      const y = ys.rowsAround(row);
      const end = Math.min(to, x.start + x.values.length, y.start + y.values.length);
      for (; row < end; row++) {
        visitor.row(x.values[row - x.start] ?? NaN, y.values[row - y.start] ?? NaN);
      }
    }
    return;
  }
  const size = levelRows[level];
  for (let row = from; row < to; row += size) {
    const end = Math.min(to, row + size);
    // A summary is there as soon as all its rows are.
    if (end - row === size) {
      const entry = row / size;
      const x = xs.summariesAround(level, entry);
      const y = ys.summariesAround(level, entry);
      // Both columns have their blocks cut at the same entries.
      if (visitor.takes(x.summaries, y.summaries, entry - x.start)) continue;
    }
    walkRows(readers, row, end, (level - 1) as Level, visitor);
  }
}
