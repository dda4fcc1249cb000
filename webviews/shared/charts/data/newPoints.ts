import type { StoreEvent } from "#core/protocol/live.ts";
import { fromJsonNumber } from "#core/protocol/number.ts";

import type { SeriesPoints } from "./appendPoints.ts";

/** New points of one metric. */
export interface MetricPoints extends SeriesPoints {
  readonly key: string;
}

/**
 * The points an event brings for the charts of a run; none where it only tells of them, or where they are of one of several
 * processes: which of them a chart is of, only the viewer knows.
 * @param clockOffset seconds by which the clock they were taken by is ahead
 */
export function newPoints(event: StoreEvent, run: string, clockOffset: number): MetricPoints[] {
  if (event.type !== "points_appended" || event.id !== run) return [];
  if (event.source !== "events" || event.rank !== null) return [];
  return event.points.flatMap(({ first, steps, times, series }) => {
    const at = clockOffset === 0 ? times : times.map((time) => time - clockOffset);
    return series.map(({ key, values }) => ({
      key,
      first,
      steps,
      times: at,
      values: values.map(fromJsonNumber),
    }));
  });
}
