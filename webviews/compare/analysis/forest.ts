import type { ColumnValue } from "./runColumn.ts";

/** What a forest of regression trees has learnt of the outcomes of runs. */
export interface Forest {
  /** Share of the outcomes' variance that is explained in runs a tree was not grown from; at most 1, below 0 for nothing at all. */
  readonly explained: number;
  /** Of each column, the variance that is no longer explained when its values are exchanged between runs. */
  readonly losses: readonly number[];
}

/** What a run has in each column. */
type Row = readonly (ColumnValue | undefined)[];

type Tree = number | { feature: number; at: number; low: Tree; high: Tree };

const trees = 100;
const deepest = 6;
const smallestLeaf = 2;
/** Of few columns nearly all are tried at each split, so that the one that matters is among them. */
const fewestTried = 4;

/**
 * Grows a random forest (Breiman, Random Forests, Machine Learning 45, 2001) on as many runs as there are, drawn with
 * repetition, and asks each tree about the runs it was not grown from: how far off it is (out-of-bag error), and how much
 * further where a column's value is another run's (permutation importance, over all pairs of runs in place of one shuffle).
 * Unlike the gain of splits it gives nothing to columns that merely have many values. The same each time.
 */
export function growForest(rows: readonly Row[], outcomes: readonly number[]): Forest {
  const features = rows[0]?.length ?? 0;
  const random = randomNumbers();
  const losses = Array.from({ length: features }, () => 0);
  const guesses = outcomes.map((): number[] => []);
  for (let tree = 0; tree < trees; tree++) {
    const bag = outcomes.map(() => Math.floor(random() * outcomes.length));
    const encoded = encode(rows, outcomes, bag);
    const grown = grow(encoded, outcomes, bag, random);
    const out = [...outcomes.keys()].filter((run) => !bag.includes(run));
    for (const run of out) guesses[run]?.push(guess(grown, encoded[run] ?? []));
    for (const feature of featuresOf(grown)) {
      const loss = lossOf(grown, encoded, outcomes, out, feature);
      losses[feature] = (losses[feature] ?? 0) + loss / trees;
    }
  }
  const middle = mean(outcomes);
  const asked = [...guesses.keys()].filter((run) => (guesses[run]?.length ?? 0) > 0);
  const off = asked.map((run) => (mean(guesses[run] ?? []) - (outcomes[run] ?? NaN)) ** 2);
  const apart = asked.map((run) => (middle - (outcomes[run] ?? NaN)) ** 2);
  return { explained: 1 - mean(off) / mean(apart), losses };
}

/** Numbers as they are; other values, and absent ones, as the mean outcome of the runs in the bag that have the same. */
function encode(
  rows: readonly Row[],
  outcomes: readonly number[],
  bag: readonly number[],
): readonly (readonly number[])[] {
  const columns = (rows[0] ?? []).map((_, feature) => {
    const values = rows.map((row) => row[feature]);
    if (values.every((value) => typeof value === "number")) return values;
    const known = new Map<ColumnValue | undefined, number[]>();
    for (const run of bag) {
      known.set(values[run], [...(known.get(values[run]) ?? []), outcomes[run] ?? NaN]);
    }
    const middle = mean(bag.map((run) => outcomes[run] ?? NaN));
    return values.map((value) => (known.has(value) ? mean(known.get(value) ?? []) : middle));
  });
  return rows.map((_, run) => columns.map((column) => column[run] ?? NaN));
}

function grow(
  rows: readonly (readonly number[])[],
  outcomes: readonly number[],
  bag: readonly number[],
  random: () => number,
): Tree {
  const features = rows[0]?.length ?? 0;
  const tried = Math.max(fewestTried, Math.ceil(features / 3));
  const split = (runs: readonly number[], depth: number): Tree => {
    const leaf = mean(runs.map((run) => outcomes[run] ?? NaN));
    if (depth >= deepest || runs.length < 2 * smallestLeaf) return leaf;
    let best = { gain: 0, feature: -1, at: 0 };
    for (let i = 0; i < tried; i++) {
      const feature = Math.floor(random() * features);
      const found = bestSplit(runs, (run) => rows[run]?.[feature] ?? NaN, outcomes);
      if (found.gain > best.gain) best = { ...found, feature };
    }
    const { feature, at } = best;
    if (feature < 0) return leaf;
    const isLow = (run: number): boolean => (rows[run]?.[feature] ?? NaN) <= at;
    return {
      feature,
      at,
      low: split(runs.filter(isLow), depth + 1),
      high: split(
        runs.filter((run) => !isLow(run)),
        depth + 1,
      ),
    };
  };
  return split(bag, 0);
}

/** Where to divide runs by one column so that the squared distances from their means are least in all. */
function bestSplit(
  runs: readonly number[],
  valueOf: (run: number) => number,
  outcomes: readonly number[],
): { gain: number; at: number } {
  const sorted = runs.toSorted((a, b) => valueOf(a) - valueOf(b));
  const total = sorted.reduce((sum, run) => sum + (outcomes[run] ?? 0), 0);
  const n = sorted.length;
  let best = { gain: 0, at: 0 };
  let left = 0;
  for (let i = 0; i + 1 < n; i++) {
    left += outcomes[sorted[i] ?? -1] ?? 0;
    const here = valueOf(sorted[i] ?? -1);
    const next = valueOf(sorted[i + 1] ?? -1);
    if (here === next || i + 1 < smallestLeaf || n - i - 1 < smallestLeaf) continue;
    const right = total - left;
    const gain = left ** 2 / (i + 1) + right ** 2 / (n - i - 1) - total ** 2 / n;
    // What adding doubles makes of equal outcomes is no gain.
    if (gain > best.gain + total ** 2 * 1e-14) best = { gain, at: (here + next) / 2 };
  }
  return best;
}

/** By how much the squared error grows where one column's value is that of another run. */
function lossOf(
  tree: Tree,
  rows: readonly (readonly number[])[],
  outcomes: readonly number[],
  out: readonly number[],
  feature: number,
): number {
  const errors = out.flatMap((run) => {
    const row = rows[run] ?? [];
    const y = outcomes[run] ?? NaN;
    const own = (guess(tree, row) - y) ** 2;
    return out
      .filter((other) => other !== run)
      .map(
        (other) => (guess(tree, row.with(feature, rows[other]?.[feature] ?? NaN)) - y) ** 2 - own,
      );
  });
  return errors.length > 0 ? mean(errors) : 0;
}

function guess(tree: Tree, row: readonly number[]): number {
  let at = tree;
  while (typeof at !== "number") at = (row[at.feature] ?? NaN) <= at.at ? at.low : at.high;
  return at;
}

function featuresOf(tree: Tree): Set<number> {
  if (typeof tree === "number") return new Set();
  return new Set([tree.feature, ...featuresOf(tree.low), ...featuresOf(tree.high)]);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
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
