import type { GroupColumn } from "#core/protocol/metric.ts";
import type { Grouping } from "#core/protocol/seriesQuery.ts";

import type { AlignedPlace } from "./alignSeries.ts";
import { studentT95 } from "./studentT.ts";

type Style = Pick<Grouping, "center" | "band">;

/** Places worked out between two chances for others to run. */
const placesPerStep = 256;

/** The centre of several aligned series with a band around it; `smoothed` is the centre of what each was smoothed to. */
export function* groupCurve(
  places: readonly AlignedPlace[],
  { center, band }: Style,
  isSmoothed: boolean,
): Generator<void, Record<GroupColumn, Float64Array> & { smoothed?: Float64Array }> {
  const widthOf = bandWidth(band);
  const middle = center === "median" ? median : mean;
  const column = () => new Float64Array(places.length);
  const curve = { x: column(), center: column(), lower: column(), upper: column(), n: column() };
  const smoothed = isSmoothed ? column() : undefined;
  for (const [i, { x, readings }] of places.entries()) {
    const means = readings.map((reading) => reading.mean);
    const at = middle(means);
    const [lower, upper] =
      band === "minmax"
        ? [smallest(readings.map(({ min }) => min)), -smallest(readings.map(({ max }) => -max))]
        : [at - widthOf(means), at + widthOf(means)];
    curve.x[i] = x;
    curve.center[i] = at;
    curve.lower[i] = lower;
    curve.upper[i] = upper;
    curve.n[i] = means.length;
    if (smoothed) smoothed[i] = middle(readings.map((reading) => reading.smoothed));
    if (i % placesPerStep === placesPerStep - 1) yield;
  }
  return { ...curve, ...(smoothed && { smoothed }) };
}

/** How far the band reaches from the centre: as far as nothing where there is only one series, nowhere where none is wanted. */
function bandWidth(band: Grouping["band"]): (values: readonly number[]) => number {
  const known = new Map<number, number>();
  const errors = (count: number): number => {
    if (band === "std") return 1;
    if (band === "sem") return 1 / Math.sqrt(count);
    const factor = known.get(count) ?? studentT95(count - 1) / Math.sqrt(count);
    known.set(count, factor);
    return factor;
  };
  return (values) => {
    if (band === "none" || values.length === 0) return NaN;
    return values.length === 1 ? 0 : errors(values.length) * deviation(values);
  };
}

/** The standard deviation of a sample. */
function deviation(values: readonly number[]): number {
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? NaN) + upper) / 2;
}

function smallest(values: readonly number[]): number {
  return values.length === 0 ? NaN : values.reduce((a, b) => Math.min(a, b));
}
