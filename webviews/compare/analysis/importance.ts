import { growForest } from "./forest.ts";
import { rankCorrelation } from "./rankCorrelation.ts";
import { isNaming, type RunColumn } from "./runColumn.ts";

/** How much a parameter has to do with an outcome. */
export interface Importance {
  readonly column: RunColumn;
  /** Its share of what a random forest loses when the values of one parameter after the other are exchanged, 0 to 1. */
  readonly share: number;
  /** Spearman's, of parameters that are numbers; NaN for others. */
  readonly correlation: number;
}

export interface Importances {
  /** Runs that have the outcome. */
  readonly runs: number;
  /** The most important parameter first; null where nothing can be learnt. */
  readonly parameters: readonly Importance[] | null;
  /** Of the outcomes' variance, in runs that were not learnt from; at most 1. */
  readonly explained: number;
  /** Parameters that are texts of their own in each run. */
  readonly naming: readonly RunColumn[];
}

/** With fewer runs there is nothing to be learnt. */
export const fewestRuns = 5;

/** What parameters have to do with an outcome, in the runs that have it. Absent values count as a value. */
export function importances(parameters: readonly RunColumn[], outcome: RunColumn): Importances {
  const refs = [...outcome.values].flatMap(([ref, y]) => (typeof y === "number" ? [ref] : []));
  const y = refs.map((ref) => Number(outcome.values.get(ref)));
  const differing = parameters.filter(
    ({ id, values }) => id !== outcome.id && new Set(refs.map((ref) => values.get(ref))).size > 1,
  );
  const naming = differing.filter(isNaming);
  const asked = differing.filter((column) => !naming.includes(column));
  const isConstant = new Set(y).size < 2;
  if (refs.length < fewestRuns || isConstant || asked.length === 0) {
    return { runs: refs.length, parameters: null, explained: NaN, naming };
  }
  const { explained, losses } = growForest(
    refs.map((ref) => asked.map(({ values }) => values.get(ref))),
    y,
  );
  const kept = losses.map((loss) => Math.max(0, loss));
  const total = kept.reduce((sum, loss) => sum + loss, 0);
  const found = asked
    .map((column, i) => ({
      column,
      share: total > 0 ? (kept[i] ?? 0) / total : 0,
      correlation: correlationOf(column, refs, y),
    }))
    .sort((a, b) => b.share - a.share);
  return { runs: refs.length, parameters: found, explained, naming };
}

function correlationOf(column: RunColumn, refs: readonly string[], y: readonly number[]): number {
  const pairs = refs.flatMap((ref, i): [number, number][] => {
    const value = column.values.get(ref);
    return typeof value === "number" ? [[value, y[i] ?? NaN]] : [];
  });
  const isNumeric = [...column.values.values()].every((value) => typeof value === "number");
  return isNumeric ? rankCorrelation(pairs) : NaN;
}
