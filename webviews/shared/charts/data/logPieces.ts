import type { Series } from "#core/protocol/metric.ts";
import type { XWindow } from "#webviews/shared/charts/axes/xWindow.ts";

import type { MetricLine } from "./curveLoader.ts";
import { mapColumns } from "./mapColumns.ts";
import type { CurveRequest } from "./seriesSource.ts";

/** A window is asked for in at most so many pieces; further left they would hold next to nothing. */
const mostPieces = 8;

/**
 * A request in pieces that are equally wide on a logarithmic axis, a decade each; with a piece for what lies at or below zero,
 * so that nothing of the series is missing. Smoothing looks beyond each by itself.
 */
export function logPieces({ min, max }: XWindow, request: CurveRequest): CurveRequest[] {
  if (!(max > 0)) return [request];
  const lowest = Math.max(min, request.range?.min ?? -Infinity);
  const low = request.range?.min ?? -Infinity;
  const high = request.range?.max ?? Infinity;
  const ends: number[] = [];
  for (let i = 1; i <= mostPieces && max / 10 ** i > lowest; i++) ends.unshift(max / 10 ** i);
  const bounds = [low, ...ends.filter((end) => end < high), high];
  const points = Math.max(100, Math.ceil(request.points / Math.max(1, bounds.length - 2)));
  return bounds.slice(1).map((to, i): CurveRequest => {
    const from = bounds[i] ?? low;
    return {
      ...request,
      points,
      range: {
        // The one before ends where this one begins.
        ...(from > -Infinity && { min: i === 0 ? from : justAbove(from) }),
        ...(to < Infinity && { max: to }),
      },
    };
  });
}

function justAbove(x: number): number {
  return x * (1 + 2 ** -52);
}

/** The lines of all pieces put together again, from left to right. */
export function joinPieces(pieces: readonly (readonly MetricLine[])[]): MetricLine[] {
  const byLine = Map.groupBy(pieces.flat(), ({ metric, id }) => JSON.stringify([metric, id]));
  return [...byLine.values()].flatMap((parts) => {
    const [first] = parts;
    return first ? [{ ...first, series: joinSeries(parts.map(({ series }) => series)) }] : [];
  });
}

function joinSeries(parts: readonly Series[]): Series {
  const [first] = parts;
  if (!first || parts.length === 1) return first as Series;
  return mapColumns(first, (_, name) => {
    const columns = parts.map((part) => part[name]).filter((one) => one instanceof Float64Array);
    const joined = new Float64Array(columns.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const column of columns) {
      joined.set(column, at);
      at += column.length;
    }
    return joined;
  });
}
