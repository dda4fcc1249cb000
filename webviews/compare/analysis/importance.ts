import { rankCorrelation } from "./rankCorrelation.ts";
import type { ColumnValue, RunColumn } from "./runColumns.ts";

/** How much a parameter has to do with an outcome. */
export interface Importance {
  readonly column: RunColumn;
  /** Its share of what a random forest explains of the outcome by all parameters, 0 to 1. */
  readonly share: number;
  /** Spearman's, of parameters that are numbers; NaN for others. */
  readonly correlation: number;
}

const trees = 60;
const deepest = 6;
const smallestLeaf = 2;
/** Of few parameters nearly all are tried at each split, so that the one that matters is among them. */
const fewestTried = 4;
/** With fewer runs there is nothing to be learnt. */
const fewest = 4;

/** The most important parameter first; empty where too few runs have the outcome. */
export function importances(parameters: readonly RunColumn[], outcome: RunColumn): Importance[] {
  const refs = [...outcome.values].flatMap(([ref, y]) => (typeof y === "number" ? [ref] : []));
  if (refs.length < fewest || parameters.length === 0) return [];
  const y = refs.map((ref) => Number(outcome.values.get(ref)));
  const x = parameters.map((column) =>
    asNumbers(
      refs.map((ref) => column.values.get(ref)),
      y,
    ),
  );
  const gains = forestGains(x, y);
  const total = gains.reduce((sum, gain) => sum + gain, 0);
  return parameters
    .map((column, i) => ({
      column,
      share: total > 0 ? (gains[i] ?? 0) / total : 0,
      correlation: correlationOf(column, refs, y),
    }))
    .sort((a, b) => b.share - a.share);
}

function correlationOf(column: RunColumn, refs: readonly string[], y: readonly number[]): number {
  const pairs = refs.flatMap((ref, i): [number, number][] => {
    const value = column.values.get(ref);
    return typeof value === "number" ? [[value, y[i] ?? NaN]] : [];
  });
  const isNumeric = [...column.values.values()].every((value) => typeof value === "number");
  return isNumeric ? rankCorrelation(pairs) : NaN;
}

/** Numbers as they are; other values, and absent ones, in the order of the outcomes they go with. */
function asNumbers(
  values: readonly (ColumnValue | undefined)[],
  y: readonly number[],
): readonly number[] {
  if (values.every((value) => typeof value === "number")) return values;
  const outcomes = new Map<ColumnValue | undefined, { sum: number; n: number }>();
  for (const [i, value] of values.entries()) {
    const known = outcomes.get(value) ?? { sum: 0, n: 0 };
    outcomes.set(value, { sum: known.sum + (y[i] ?? 0), n: known.n + 1 });
  }
  const meanOf = ({ sum, n }: { sum: number; n: number }): number => sum / n;
  const sorted = [...outcomes].sort(([, a], [, b]) => meanOf(a) - meanOf(b));
  const places = new Map(sorted.map(([value], place) => [value, place]));
  return values.map((value) => places.get(value) ?? NaN);
}

/** By how much splits at each parameter make the outcomes less scattered, over all trees. The same each time. */
function forestGains(x: readonly (readonly number[])[], y: readonly number[]): number[] {
  const gains = x.map(() => 0);
  const random = randomNumbers();
  const tried = Math.max(fewestTried, Math.ceil(x.length / 3));
  const split = (rows: readonly number[], depth: number): void => {
    if (depth >= deepest || rows.length < 2 * smallestLeaf) return;
    let best = { gain: 0, feature: -1, at: 0 };
    for (let i = 0; i < tried; i++) {
      const feature = Math.floor(random() * x.length);
      const found = bestSplit(rows, x[feature] ?? [], y);
      if (found.gain > best.gain) best = { ...found, feature };
    }
    const column = x[best.feature];
    if (!column) return;
    gains[best.feature] = (gains[best.feature] ?? 0) + best.gain;
    split(
      rows.filter((row) => (column[row] ?? 0) <= best.at),
      depth + 1,
    );
    split(
      rows.filter((row) => (column[row] ?? 0) > best.at),
      depth + 1,
    );
  };
  for (let tree = 0; tree < trees; tree++) {
    split(
      y.map(() => Math.floor(random() * y.length)),
      0,
    );
  }
  return gains;
}

/** Where to divide the rows by one parameter so that the squared distances from their means are least in all. */
function bestSplit(
  rows: readonly number[],
  column: readonly number[],
  y: readonly number[],
): { gain: number; at: number } {
  const sorted = rows.toSorted((a, b) => (column[a] ?? 0) - (column[b] ?? 0));
  const total = sorted.reduce((sum, row) => sum + (y[row] ?? 0), 0);
  const n = sorted.length;
  let best = { gain: 0, at: 0 };
  let left = 0;
  for (let i = 0; i + 1 < n; i++) {
    left += y[sorted[i] ?? -1] ?? 0;
    const here = column[sorted[i] ?? -1] ?? 0;
    const next = column[sorted[i + 1] ?? -1] ?? 0;
    if (here === next || i + 1 < smallestLeaf || n - i - 1 < smallestLeaf) continue;
    const right = total - left;
    const gain = left ** 2 / (i + 1) + right ** 2 / (n - i - 1) - total ** 2 / n;
    if (gain > best.gain) best = { gain, at: here };
  }
  return best;
}

/** Numbers from 0 to below 1 that are the same in every run (mulberry32). */
function randomNumbers(): () => number {
  let state = 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
