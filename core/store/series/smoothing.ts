import type { Smoothing } from "#core/protocol/seriesQuery.ts";

/** Finite points put together, by ascending x: how many, their mean, and where they are taken to lie. */
export interface Atoms {
  readonly x: Float64Array;
  readonly mean: Float64Array;
  readonly count: Float64Array;
}

/** Values weighed for one answer; above it atoms are put together in pairs, which are still far narrower than the bell. */
const maxWeighed = 1e6;
/** Standard deviations after which a Gaussian is left off. */
const gaussianReach = 6;

/** How far from an x its points still matter: to its left and right, in units of x. */
export function reachOf(smoothing: Smoothing): { left: number; right: number } {
  switch (smoothing.kind) {
    case "ema":
      return { left: Infinity, right: 0 };
    case "time_ema":
      return { left: smoothing.scale * Math.log(1e9), right: 0 };
    case "gaussian":
      return { left: smoothing.scale * gaussianReach, right: smoothing.scale * gaussianReach };
    case "mean":
    default:
      return { left: smoothing.scale / 2, right: smoothing.scale / 2 };
  }
}

/** The smoothed value at every atom; NaN at those of no points, which leave a gap. */
export function smooth(smoothing: Smoothing, atoms: Atoms): Float64Array {
  switch (smoothing.kind) {
    case "ema":
      return lookBack(atoms, (_, count) => smoothing.weight ** count, smoothing.weight);
    case "time_ema":
      return lookBack(atoms, (distance) => Math.exp(-distance / smoothing.scale), 1);
    case "gaussian":
      return gaussian(atoms, smoothing.scale);
    case "mean":
    default:
      return windowMean(atoms, smoothing.scale / 2);
  }
}

/**
 * The mean of all up to each atom. `decay` is what an atom and its distance from the one before leave of all weights before;
 * `weight` is what each point of an atom weighs next to the one after it.
 */
function lookBack(
  { x, mean, count }: Atoms,
  decay: (distance: number, count: number) => number,
  weight: number,
): Float64Array {
  let average = 0;
  let total = 0;
  let place = NaN;
  return mean.map((value, i) => {
    const n = count[i] ?? 0;
    if (n === 0) return NaN;
    const here = x[i] ?? NaN;
    const added = weight === 1 ? n : (1 - weight ** n) / (1 - weight);
    // Nothing has weight before the first.
    const before = total === 0 ? 0 : total * decay(here - place, n);
    total = before + added;
    average = average * (before / total) + value * (added / total);
    place = here;
    return average;
  });
}

function gaussian(atoms: Atoms, scale: number): Float64Array {
  const reach = scale * gaussianReach;
  let from = atoms;
  while (countWithin(atoms.x, from.x, reach) > maxWeighed) from = inPairs(from);
  let start = 0;
  return atoms.x.map((x, i) => {
    if (atoms.count[i] === 0) return NaN;
    while ((from.x[start] ?? Infinity) < x - reach) start++;
    let sum = 0;
    let total = 0;
    for (let j = start; j < from.x.length; j++) {
      const distance = (from.x[j] ?? NaN) - x;
      if (distance > reach) break;
      const n = from.count[j] ?? 0;
      if (n === 0) continue;
      const weight = n * Math.exp(-0.5 * (distance / scale) ** 2);
      total += weight;
      sum += weight * (from.mean[j] ?? NaN);
    }
    return sum / total;
  });
}

/** How many of `all` lie within `reach` of each of `places`, in all. */
function countWithin(places: Float64Array, all: Float64Array, reach: number): number {
  let count = 0;
  let [start, end] = [0, 0];
  for (const place of places) {
    while (start < all.length && (all[start] ?? NaN) < place - reach) start++;
    while (end < all.length && (all[end] ?? NaN) <= place + reach) end++;
    count += end - start;
  }
  return count;
}

function inPairs({ x, mean, count }: Atoms): Atoms {
  const half = Math.ceil(x.length / 2);
  const share = (i: number): number => {
    const [first = 0, second = 0] = count.subarray(2 * i, 2 * i + 2);
    return first + second === 0 ? 1 : first / (first + second);
  };
  const both = (values: Float64Array): Float64Array =>
    Float64Array.from({ length: half }, (_, i) => {
      const [first = NaN, second = NaN] = values.subarray(2 * i, 2 * i + 2);
      const part = share(i);
      if (part === 0) return second;
      return part === 1 ? first : first * part + second * (1 - part);
    });
  const sums = Float64Array.from(
    { length: half },
    (_, i) => (count[2 * i] ?? 0) + (count[2 * i + 1] ?? 0),
  );
  return { x: both(x), mean: both(mean), count: sums };
}

/**
 * The mean of the atoms within `reach` of each. Sums are only ever added to, never taken from: one huge value must not leave
 * its rounding error behind. What lies before `middle` is summed from there backwards, the rest forwards.
 */
function windowMean({ x, mean, count }: Atoms, reach: number): Float64Array {
  const backward = { sum: new Float64Array(x.length), total: new Float64Array(x.length) };
  let [first, middle, end] = [0, 0, 0];
  let [sum, total] = [0, 0];
  return x.map((here, i) => {
    for (; end < x.length && (x[end] ?? 0) - here <= reach; end++) {
      const n = count[end] ?? 0;
      if (n === 0) continue;
      sum += n * (mean[end] ?? NaN);
      total += n;
    }
    while (here - (x[first] ?? 0) > reach) first++;
    if (first >= middle) {
      [sum, total] = [0, 0];
      for (let j = end - 1; j >= first; j--) {
        const n = count[j] ?? 0;
        if (n > 0) {
          sum += n * (mean[j] ?? NaN);
          total += n;
        }
        backward.sum[j] = sum;
        backward.total[j] = total;
      }
      middle = end;
      [sum, total] = [0, 0];
    }
    if (count[i] === 0) return NaN;
    return (sum + (backward.sum[first] ?? 0)) / (total + (backward.total[first] ?? 0));
  });
}
