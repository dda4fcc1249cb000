import type { Series } from "#core/protocol/metric.ts";

import { insertPoints } from "./insertPoints.ts";
import { mapColumns } from "./mapColumns.ts";
import type { PointRows } from "./newPoints.ts";
import type { CurveRequest } from "./seriesSource.ts";

/** New points of one series, in order, with the places on x that they were logged with. */
export interface SeriesPoints extends Omit<PointRows, "series"> {
  readonly values: readonly number[];
  /** The values of the metric on the x axis, where that was logged together with them. */
  readonly others: readonly number[] | undefined;
}

/** A curve grows by so much of what was asked for before it is asked for anew, in fewer buckets. */
const room = 1.25;

/**
 * An answer with the points that came after it, as the viewer itself would give it; null where it has to be asked again: points
 * are missing between, do not lie behind the others, or change more than the end of the curve.
 */
export function appendPoints(
  series: Series,
  request: CurveRequest,
  points: SeriesPoints,
): Series | null {
  const known = series.total - points.first;
  if (known < 0 || series.preview === true) return null;
  if (request.cell !== undefined || request.smoothing) return null;
  if (known >= points.values.length) return series;
  const places = placesOf(series, request.x, points)?.slice(known);
  const values = points.values.slice(known);
  if (!places) return null;
  if (points.others !== undefined) return insertPoints(series, request, places, values);
  return addRows(series, request, places, values);
}

/** Null where they are not known. */
function placesOf(
  { origin }: Series,
  x: string,
  { steps, times, ahead, others }: SeriesPoints,
): readonly number[] | null {
  if (x === "step") return steps;
  if (x === "time") return ahead === 0 ? times : times.map((time) => time - ahead);
  if (x !== "relative") return others ?? null;
  return origin === undefined ? null : times.map((time) => time - origin);
}

/** Points on an axis that only goes on, each in a bucket of its own at the end. */
function addRows(
  series: Series,
  { range, points: most }: CurveRequest,
  places: readonly number[],
  values: readonly number[],
): Series | null {
  const { min = -Infinity, max = Infinity } = range ?? {};
  let last = series.x_last.at(-1) ?? -Infinity;
  const rows: { readonly place: number; readonly value: number }[] = [];
  for (const [i, place] of places.entries()) {
    // What lies at the place of the point before shares its bucket.
    if (!(place > last)) return null;
    last = place;
    if (place >= min && place <= max) rows.push({ place, value: values[i] ?? NaN });
  }
  const total = series.total + values.length;
  const before = series.x_first.length;
  const isWhole = before === series.total;
  if (isWhole ? total > most : before + rows.length > most * room) return null;
  const longer = mapColumns(series, (column, name) => {
    const grown = new Float64Array(before + rows.length);
    grown.set(column);
    const make = columns[name];
    for (const [i, { place, value }] of rows.entries())
      grown[before + i] = make?.(value, place) ?? NaN;
    return grown;
  });
  return { ...longer, total };
}

/** What stands in each column for a single point. */
const columns: Partial<Record<keyof Series, (value: number, place: number) => number>> = {
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

function finite(value: number): number {
  return Number.isFinite(value) ? value : NaN;
}
