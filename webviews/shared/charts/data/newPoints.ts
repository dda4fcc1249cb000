import type { StoreEvent } from "#core/protocol/live.ts";
import { fromJsonNumber } from "#core/protocol/number.ts";

/** New points of metrics that were logged together: row i of each belongs to step i and time i. */
export interface PointRows {
  /** The number of the first one in each series, counted from 0. */
  readonly first: number;
  readonly steps: readonly number[];
  /** Unix seconds by the clock of the machine that logged them, which is `ahead` of ours by some. */
  readonly times: readonly number[];
  readonly ahead: number;
  readonly series: readonly { readonly key: string; readonly values: readonly number[] }[];
}

/**
 * The points an event brings for the charts of a run; none where it only tells of them, or where they are of one of several
 * processes: which of them a chart is of, only the viewer knows.
 * @param ahead seconds by which the clock they were taken by is ahead
 */
export function newPoints(event: StoreEvent, run: string, ahead: number): PointRows[] {
  if (event.type !== "points_appended" || event.id !== run) return [];
  if (event.source !== "events" || event.rank !== null) return [];
  return event.points.map(({ first, steps, times, series }) => ({
    first,
    steps,
    times,
    ahead,
    series: series.map(({ key, values }) => ({ key, values: values.map(fromJsonNumber) })),
  }));
}
