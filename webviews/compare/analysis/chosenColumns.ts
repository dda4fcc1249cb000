import type { AnalysisKind, AnalysisUi } from "./analysisUi.ts";
import { isNaming, type RunColumn } from "./runColumn.ts";

/** Axes of the parallel coordinates where the reader has chosen none. */
const usualAxes = 7;

/** What the plots can show of runs, and what of it they do. */
export interface ChosenColumns {
  readonly parameters: readonly RunColumn[];
  /** What may be an outcome: numbers a run was told, too, for they may have come out of another program. */
  readonly outcomes: readonly RunColumn[];
  /** What another axis may show. */
  readonly across: readonly RunColumn[];
  /** Undefined where there is none. */
  readonly outcome: RunColumn | undefined;
  /** Of the x axis of dots. */
  readonly x: RunColumn | undefined;
  /** Of the parallel coordinates, the outcome last. */
  readonly axes: readonly RunColumn[];
}

/** What the reader chose, where there still is such; else what is usual. */
export function chooseColumns(
  parameters: readonly RunColumn[],
  results: readonly RunColumn[],
  { outcome, parameter, axes }: Pick<AnalysisUi, "outcome" | "parameter" | "axes">,
): ChosenColumns {
  const numeric = parameters.filter(({ values }) =>
    [...values.values()].every((value) => typeof value === "number"),
  );
  const outcomes = [...results, ...numeric];
  const across = [...parameters, ...results];
  const y = outcomes.find(({ id }) => id === outcome) ?? outcomes[0];
  const usual = parameters.filter((column) => !isNaming(column) && column !== y);
  const others = axes ? across.filter(({ id }) => axes.includes(id)) : usual.slice(0, usualAxes);
  return {
    parameters,
    outcomes,
    across,
    outcome: y,
    x: across.find(({ id }) => id === parameter) ?? usual[0] ?? across[0],
    axes: y ? [...others.filter((column) => column !== y), y] : [],
  };
}

/** By which columns a plot places runs, besides the outcome. */
export function othersOf(kind: AnalysisKind, { x, axes, outcome }: ChosenColumns): RunColumn[] {
  const of = kind === "parallel" ? axes : kind === "scatter" && x ? [x] : [];
  return of.filter((column) => column !== outcome);
}
