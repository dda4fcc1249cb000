import type { Column } from "./column.ts";
import { joinByStep } from "./joinByStep.ts";
import type { MetricSeries } from "./runSeries.ts";
import type { Steps } from "./steps.ts";

/** A metric over an x: row by row a place and a value. */
export interface Curve {
  readonly x: Column;
  readonly y: Column;
  /** Rows of both; they may get more meanwhile. */
  readonly rows: number;
  /** Taken from every x before it is compared with anything or answered. */
  readonly origin: number;
  /** Every x is finite and none lies before the one above it. */
  readonly isSorted: boolean;
}

/** Another metric of the same run. */
export type FindSeries = (key: string) => MetricSeries | undefined;

/** `x` as `SeriesQuery` has it. The key of a metric must be one that is there. */
export function* curveOf(one: MetricSeries, x: string, find: FindSeries): Steps<Curve> {
  const { axis, values: y } = one;
  const rows = y.length;
  switch (x) {
    case "step":
      return { x: axis.steps, y, rows, origin: 0, isSorted: axis.isStepSorted };
    case "time":
      return { x: axis.times, y, rows, origin: 0, isSorted: axis.isTimeSorted };
    case "relative":
      return { x: axis.times, y, rows, origin: axis.firstTime, isSorted: axis.isTimeSorted };
    default: {
      const other = find(x);
      if (!other) throw new RangeError(`there is no series ${x}`);
      const column = other.axis === axis ? other.values : yield* joinByStep(other, one);
      return { x: column, y, rows, origin: 0, isSorted: false };
    }
  }
}
