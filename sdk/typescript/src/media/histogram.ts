import { NotPlain, plainText } from "../plain.ts";
import { flatNumbers } from "./numberArray.ts";
import type { Tell } from "./tell.ts";

/**
 * Counts between edges. All but `nan`, `pos_inf` and `neg_inf` speak of finite values only. A bin holds what is at least
 * its left edge and less than its right one; the last bin holds its right edge too.
 */
export interface Histogram {
  readonly edges: number[];
  readonly counts: number[];
  readonly count: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly std: number | null;
  readonly sum: number | null;
  readonly nan: number;
  readonly pos_inf: number;
  readonly neg_inf: number;
}

const maxValues = 2 ** 24;
const maxBins = 4096;
// A constant lies in bins whose edges still differ.
const narrowest = 2 ** -40;

/**
 * The histogram of a typed array, a tensor or arrays nested in any way, in so many bins or between given edges; the same as
 * the Python SDK's, to the last bit. Sums go from the first value to the last; `std` divides by the count. Throws NotPlain.
 */
export function histogram(values: unknown, bins: unknown, tell: Tell): Histogram {
  const numbers = flatNumbers(values, maxValues + 1);
  if (numbers.length > maxValues) tell("length", `only the first ${maxValues} values are counted`);
  const finite: number[] = [];
  let [nan, pos_inf, neg_inf, low, high, total] = [0, 0, 0, Infinity, -Infinity, 0];
  for (let index = 0; index < Math.min(numbers.length, maxValues); index++) {
    const value = numbers[index] ?? Number.NaN;
    if (Number.isFinite(value)) {
      finite.push(value);
      low = Math.min(low, value);
      high = Math.max(high, value);
      total += value;
    } else if (value > 0) pos_inf++;
    else if (value < 0) neg_inf++;
    else nan++;
  }
  const outside = { nan, pos_inf, neg_inf };
  const count = finite.length;
  if (count === 0) {
    const edges = edgesOf(bins, 0, 1, tell);
    const counts = countsOf(finite, edges);
    return {
      edges,
      counts,
      count,
      min: null,
      max: null,
      mean: null,
      std: null,
      sum: null,
      ...outside,
    };
  }
  // Adding 0 takes the sign off -0.
  const [min, max, sum] = [low + 0, high + 0, total + 0];
  const edges = edgesOf(bins, min, max, tell);
  const mean = sum / count;
  let squares = 0;
  for (const value of finite) squares += (value - mean) * (value - mean);
  const std = Math.sqrt(squares / count);
  return { edges, counts: countsOf(finite, edges), count, min, max, mean, std, sum, ...outside };
}

/** A histogram that the program counted itself; of its values nothing more is known. Throws NotPlain. */
export function counted(counts: unknown, edges: unknown): Histogram {
  const borders = checkedEdges(edges);
  const heights = Array.from(flatNumbers(counts, maxBins + 1));
  if (heights.length !== borders.length - 1) {
    throw new NotPlain(
      `${heights.length} counts need ${heights.length + 1} edges, not ${borders.length}`,
    );
  }
  if (!heights.every((height) => height >= 0 && height < Infinity)) {
    throw new NotPlain("counts are finite and not negative");
  }
  const count = Math.trunc(heights.reduce((total, height) => total + height, 0));
  const unknown = { min: null, max: null, mean: null, std: null, sum: null };
  return { edges: borders, counts: heights, count, ...unknown, nan: 0, pos_inf: 0, neg_inf: 0 };
}

function edgesOf(bins: unknown, least: number, greatest: number, tell: Tell): number[] {
  if (typeof bins === "object" && bins !== null) return checkedEdges(bins);
  const n = checkedBins(bins, tell);
  let [low, high] = [least, greatest];
  if (low === high) {
    const half = Math.max(0.5, Math.abs(low) * narrowest);
    low = Math.max(low - half, -Number.MAX_VALUE);
    high = Math.min(high + half, Number.MAX_VALUE);
  }
  const scale = Number.isFinite((high - low) * n) ? 1 : 2 ** -64;
  const bottom = low * scale;
  const width = high * scale - low * scale;
  return Array.from({ length: n + 1 }, (_, index) => {
    if (index === 0) return low;
    return index === n ? high : (bottom + (width * index) / n) / scale;
  });
}

function checkedBins(bins: unknown, tell: Tell): number {
  const n = Math.trunc(Number(bins));
  if (n >= 1 && n <= maxBins) return n;
  const given = plainText(bins).slice(0, 40);
  tell("bins", `${given} is no number of bins from 1 to ${maxBins}; 64 are used`);
  return 64;
}

function checkedEdges(edges: unknown): number[] {
  const borders = Array.from(flatNumbers(edges, maxBins + 2), (edge) => edge + 0);
  if (borders.length < 2 || borders.length > maxBins + 1) {
    throw new NotPlain(`2 to ${maxBins + 1} edges make bins, not ${borders.length}`);
  }
  const rises = borders.every(
    (edge, index) => Number.isFinite(edge) && edge >= (borders[index - 1] ?? -Infinity),
  );
  if (!rises) throw new NotPlain("edges are finite and rise");
  return borders;
}

function countsOf(finite: readonly number[], edges: readonly number[]): number[] {
  const top = edges.length - 2;
  const counts = Array.from({ length: top + 1 }, () => 0);
  const [first = 0] = edges;
  const last = edges[top + 1] ?? 0;
  for (const value of finite) {
    if (value >= first && value <= last) {
      const bin = Math.min(edgesUpTo(value, edges) - 1, top);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }
  return counts;
}

/** How many edges are not greater than the value. */
function edgesUpTo(value: number, edges: readonly number[]): number {
  let [from, to] = [0, edges.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (value < (edges[middle] ?? 0)) to = middle;
    else from = middle + 1;
  }
  return from;
}
