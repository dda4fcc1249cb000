import type { Series } from "#core/protocol/metric.ts";

import { mapColumns } from "./mapColumns.ts";

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

/** The stretch from the smallest to the largest value of each bucket, at `x`; NaN where a bucket has none. */
export interface Band {
  readonly x: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** One metric ready to be drawn. All columns run along x; a gap is a value that is NaN. */
export interface Curve {
  /** What is drawn of the series: on a logarithmic x axis, the rows above zero. */
  readonly series: Series;
  /** Where each bucket is drawn. */
  readonly x: Float64Array;
  /** The mean of each bucket, but at the ends, which are drawn where the outermost points are, the values of these. */
  readonly y: Float64Array;
  readonly smoothed: Float64Array | null;
  /** Null where every bucket is one point. */
  readonly band: Band | null;
  readonly marks: readonly Mark[];
  /** Point radius in pixels per row: a point without a neighbour is no line, so it is drawn itself. */
  readonly radius: number | number[];
  /** Some values cannot be shown on a log axis. */
  readonly dropped: boolean;
  /** Made from a sample; the rest is being read. */
  readonly preview: boolean;
}

export interface CurveOptions {
  readonly isSmoothed: boolean;
  readonly logX: boolean;
  readonly logY: boolean;
}

/** With this few rows the reader wants to see the points themselves. */
const sparseRows = 40;

export function toCurve(all: Series, { isSmoothed, logX, logY: log }: CurveOptions): Curve {
  const series = logX ? aboveZero(all) : all;
  const at = bucketPositions(series, logX);
  const shown = (value: number): number =>
    Number.isFinite(value) && !(log && value <= 0) ? value : NaN;
  const banded = series.min.some((value, i) => value < (series.max[i] ?? NaN));
  const y = bucketValues(series, shown);
  return {
    series,
    x: at,
    y,
    smoothed: isSmoothed && series.smoothed ? series.smoothed.map(shown) : null,
    band: banded ? { x: at, low: lowEdge(series, log), high: series.max.map(shown) } : null,
    marks: findMarks(series),
    radius: pointRadius(y),
    dropped: log && series.min.some((value) => value <= 0),
    preview: series.preview === true,
  };
}

/**
 * Where each bucket is drawn: its middle, but the outermost at the outermost points, so that the newest point is at the edge.
 */
function bucketPositions({ x_first: first, x_last: last }: Series, log: boolean): Float64Array {
  const end = first.length - 1;
  return first.map((from, i) => {
    const to = last[i] ?? NaN;
    if (i === end || (log && from <= 0)) return to;
    if (i === 0) return from;
    return log ? Math.sqrt(from) * Math.sqrt(to) : from + (to - from) / 2;
  });
}

/** What each bucket is drawn as, at its position; the mean where an outermost point is no number a line reaches. */
function bucketValues(
  { mean, first, last }: Series,
  shown: (value: number) => number,
): Float64Array {
  const y = mean.map(shown);
  const ends = [
    [0, first],
    [y.length - 1, last],
  ] as const;
  for (const [row, column] of ends) {
    const value = shown(column[row] ?? NaN);
    if (!Number.isNaN(value)) y[row] = value;
  }
  return y;
}

/** A logarithmic axis has no place for rows of which no point is above zero; x ascends. */
function aboveZero(series: Series): Series {
  const start = series.x_last.findIndex((x) => x > 0);
  if (start === 0) return series;
  return mapColumns(series, (column) => (start < 0 ? new Float64Array() : column.subarray(start)));
}

/** On a log axis a band that reaches below zero ends at the lowest value that can be shown. */
function lowEdge({ min, mean, max }: Series, log: boolean): Float64Array {
  if (!log) return min.map((value) => (Number.isFinite(value) ? value : NaN));
  let floor = Infinity;
  for (const column of [min, mean, max]) {
    for (const value of column) if (value > 0 && value < floor) floor = value;
  }
  return min.map((value, i) => (value > 0 ? value : (max[i] ?? NaN) > 0 ? floor : NaN));
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

function pointRadius(values: Float64Array): number | number[] {
  if (values.length <= sparseRows) return 2;
  const finite = (i: number): boolean => Number.isFinite(values[i]);
  const alone = Array.from(values, (_, i) =>
    finite(i) && !finite(i - 1) && !finite(i + 1) ? 2 : 0,
  );
  return alone.includes(2) ? alone : 0;
}
