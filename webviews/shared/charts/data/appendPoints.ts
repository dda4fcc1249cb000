import type { Series } from "#core/protocol/metric.ts";

import { mapColumns } from "./mapColumns.ts";
import type { CurveRequest } from "./seriesSource.ts";

/** New points of one series, in order; `first` is the number of the first one, counted from 0. */
export interface SeriesPoints {
  readonly first: number;
  readonly steps: readonly number[];
  /** Unix seconds. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** A curve grows by so much of what was asked for before it is asked for anew, in fewer buckets. */
const room = 1.25;

/**
 * An answer with the points that came after it, as the viewer itself would give it; null where it has to be asked again: points
 * are missing between, do not lie behind the others, or change more than the end of the curve.
 */
export function appendPoints(
  series: Series,
  { x, range, points, cell, smoothing }: CurveRequest,
  { first, steps, times, values }: SeriesPoints,
): Series | null {
  const known = series.total - first;
  if (known < 0 || series.preview === true || cell !== undefined || smoothing) return null;
  if (range?.max !== undefined || (x !== "step" && x !== "time")) return null;
  if (known >= values.length) return series;
  const places = (x === "step" ? steps : times).slice(known);
  const added = values.slice(known);
  const rows = series.x_first.length;
  const isWhole = rows === series.total;
  if (isWhole ? rows + added.length > points : rows + added.length > points * room) return null;
  let last = series.x_last.at(-1) ?? -Infinity;
  for (const place of places) {
    // What lies at the place of the point before shares its bucket.
    if (!(place > last)) return null;
    last = place;
  }
  const columns: Record<string, (value: number, place: number) => number> = {
    x_first: (_, place) => place,
    x_last: (_, place) => place,
    min: finite,
    max: finite,
    mean: finite,
    first: (value) => value,
    last: (value) => value,
    count: (value) => Number(Number.isFinite(value)),
    nan: (value) => Number(Number.isNaN(value)),
    pos_inf: (value) => Number(value === Infinity),
    neg_inf: (value) => Number(value === -Infinity),
  };
  const longer = mapColumns(series, (column, name) => {
    const grown = new Float64Array(rows + added.length);
    grown.set(column);
    const make = columns[name];
    for (const [i, value] of added.entries())
      grown[rows + i] = make?.(value, places[i] ?? NaN) ?? NaN;
    return grown;
  });
  return { ...longer, total: first + values.length };
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : NaN;
}
