import type { RunColumn } from "./runColumn.ts";

/** The colour of a place on the axis of an outcome, 0 to 1: from orange to blue, the better end, where one is known. */
export function outcomeColour({ better = 0 }: RunColumn, at: number): string {
  const good = Math.round(100 * (better < 0 ? 1 - at : at));
  return `color-mix(in oklab, var(--vscode-charts-blue) ${good}%, var(--vscode-charts-orange))`;
}
