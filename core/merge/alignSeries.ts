import { cellOf } from "#core/protocol/cell.ts";
import type { Series } from "#core/protocol/metric.ts";

import { finish } from "./finish.ts";

/** What one series has at one place. Over its finite values; `count` is how many these are. */
interface Reading {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
  readonly smoothed: number;
}

/** A place on x that some of several series have, with the readings of those that have a finite value there. */
export interface AlignedPlace {
  readonly x: number;
  readonly readings: readonly Reading[];
}

/** Where all together have no more places than this times those of the longest, they share most of them. */
const sharedPlaces = 1.1;

/** Whether series lie on the same places of x, or nearly: then they need no cells. */
export function areAligned(all: readonly Series[]): boolean {
  return finish(aligning(all));
}

/** The same, a series a step: there may be very many. */
export function* aligning(all: readonly Series[]): Generator<void, boolean> {
  const together = new Set<number>();
  let longest = 0;
  let known: Float64Array | undefined;
  for (const { x_first: x } of all) {
    if (known && isEqual(known, x)) continue;
    known = x;
    longest = Math.max(longest, new Set(x).size);
    for (const place of x) together.add(place);
    yield;
  }
  return together.size <= longest * sharedPlaces;
}

function isEqual(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/**
 * Puts series over each other: by x itself, or by cells as wide as they were asked for with. What a series has more than
 * once at a place is put together first, so that each series is one voice.
 */
export class SeriesAlignment {
  readonly #cell: number | undefined;
  readonly #places = new Map<number, { low: number; high: number; readings: Reading[] }>();

  constructor(cell: number | undefined) {
    this.#cell = cell;
  }

  add(series: Series): void {
    for (const [index, { low, high, reading }] of readingsOf(series, this.#cell)) {
      const place = this.#places.get(index) ?? { low, high, readings: [] };
      this.#places.set(index, place);
      place.low = Math.min(place.low, low);
      place.high = Math.max(place.high, high);
      if (reading) place.readings.push(reading);
    }
  }

  /** By ascending x, those without a finite value too. */
  places(): AlignedPlace[] {
    return [...this.#places]
      .sort(([a], [b]) => a - b)
      .map(([, { low, high, readings }]) => ({ x: low + (high - low) / 2, readings }));
  }
}

interface Place {
  low: number;
  high: number;
  reading: Reading | undefined;
}

function readingsOf(series: Series, cell: number | undefined): Map<number, Place> {
  const places = new Map<number, Place>();
  for (const [i, x] of series.x_first.entries()) {
    const index = cell === undefined ? x : cellOf(x, cell);
    const known = places.get(index);
    const reading = together(known?.reading, readingAt(series, i));
    const [low, high] = [known?.low ?? x, series.x_last[i] ?? x];
    places.set(index, { low, high, reading });
  }
  return places;
}

function readingAt({ mean, min, max, count, smoothed }: Series, i: number): Reading | undefined {
  const points = count[i] ?? 0;
  if (points === 0) return undefined;
  return {
    mean: mean[i] ?? NaN,
    min: min[i] ?? NaN,
    max: max[i] ?? NaN,
    count: points,
    smoothed: smoothed?.[i] ?? NaN,
  };
}

function together(a: Reading | undefined, b: Reading | undefined): Reading | undefined {
  if (!a || !b) return a ?? b;
  const count = a.count + b.count;
  return {
    mean: a.mean * (a.count / count) + b.mean * (b.count / count),
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    count,
    smoothed: b.smoothed,
  };
}
