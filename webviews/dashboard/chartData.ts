import type { Series } from "#core/protocol/metric.ts";

import { smooth } from "./smoothing.ts";

export interface Point {
  x: number;
  y: number;
}

/** Values no line can pass through, marked at the edge of the plot where they would lie. */
export interface Mark {
  readonly kind: "nan" | "above" | "below";
  readonly from: number;
  readonly to: number;
}

/** One metric ready to be drawn. All lists run along x; a gap is a point whose y is NaN. */
export interface Curve {
  readonly mean: Point[];
  readonly smoothed: Point[] | null;
  /** The band between the smallest and largest value of each bucket; null where every bucket is one point. */
  readonly low: Point[] | null;
  readonly high: Point[] | null;
  readonly marks: readonly Mark[];
  /** Point radius in pixels per row: a point without a neighbour is no line, so it is drawn itself. */
  readonly radius: number | number[];
  /** Some values cannot be shown on a log axis. */
  readonly dropped: boolean;
}

export interface CurveOptions {
  readonly smoothing: number;
  readonly log: boolean;
}

/** With this few rows the reader wants to see the points themselves. */
const sparseRows = 40;

export function toCurve(series: Series, { smoothing, log }: CurveOptions): Curve {
  const rows = series.x_first.length;
  const at = bucketPositions(series);
  const shown = (value: number): number =>
    Number.isFinite(value) && !(log && value <= 0) ? value : NaN;
  const points = (column: ArrayLike<number>): Point[] =>
    Array.from({ length: rows }, (_, i) => ({ x: at[i] ?? NaN, y: shown(column[i] ?? NaN) }));
  const banded = series.count.some((count) => count > 1);
  const mean = points(series.mean);
  return {
    mean,
    smoothed: smoothing > 0 ? points(smooth(series.mean, smoothing)) : null,
    low: banded ? lowEdge(series, at, log) : null,
    high: banded ? points(series.max) : null,
    marks: findMarks(series),
    radius: pointRadius(mean),
    dropped: log && series.min.some((value) => value <= 0),
  };
}

/** Where each bucket is drawn: its middle, but the outermost at the outermost points, so that the newest point is at the edge. */
export function bucketPositions(series: Series): Float64Array {
  const { x_first: first, x_last: last } = series;
  const rows = first.length;
  return Float64Array.from({ length: rows }, (_, i) => {
    const from = first[i] ?? NaN;
    const to = last[i] ?? NaN;
    if (i === 0 && rows > 1) return from;
    return i === rows - 1 ? to : from + (to - from) / 2;
  });
}

/** On a log axis a band that reaches below zero ends at the lowest value that can be shown. */
function lowEdge(series: Series, at: Float64Array, log: boolean): Point[] {
  let floor = Infinity;
  for (const column of [series.min, series.mean, series.max]) {
    for (const value of column) if (value > 0 && value < floor) floor = value;
  }
  return Array.from({ length: series.min.length }, (_, i) => {
    const value = series.min[i] ?? NaN;
    const reachable = (series.max[i] ?? NaN) > 0;
    if (!log || value > 0) return { x: at[i] ?? NaN, y: Number.isFinite(value) ? value : NaN };
    return { x: at[i] ?? NaN, y: reachable ? floor : NaN };
  });
}

function findMarks(series: Series): Mark[] {
  const marks: Mark[] = [];
  const columns = [
    ["nan", series.nan],
    ["above", series.pos_inf],
    ["below", series.neg_inf],
  ] as const;
  for (const [kind, column] of columns) {
    let open: { kind: Mark["kind"]; from: number; to: number } | undefined;
    for (let i = 0; i < column.length; i++) {
      if ((column[i] ?? 0) > 0) {
        const to = series.x_last[i] ?? NaN;
        if (open) open.to = to;
        else marks.push((open = { kind, from: series.x_first[i] ?? NaN, to }));
      } else {
        open = undefined;
      }
    }
  }
  return marks;
}

function pointRadius(points: readonly Point[]): number | number[] {
  if (points.length <= sparseRows) return 2;
  const finite = (i: number): boolean => Number.isFinite(points[i]?.y);
  const alone = points.map((_, i) => (finite(i) && !finite(i - 1) && !finite(i + 1) ? 2 : 0));
  return alone.includes(2) ? alone : 0;
}
