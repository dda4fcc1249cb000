import type { PlottedRun } from "./plottedRun.ts";
import type { RunColumn } from "./runColumn.ts";
import { t } from "./texts.ts";

/** Runs that have no value of a column, for the same reason. */
export interface Gap {
  readonly column: RunColumn;
  readonly reason: string;
  readonly runs: readonly PlottedRun[];
}

/** Which runs have no value of a column, and why. */
export function gapsOf(runs: readonly PlottedRun[], columns: readonly RunColumn[]): Gap[] {
  return columns.flatMap((column) => {
    const without = runs.filter(({ ref }) => !column.values.has(ref));
    const byReason = Map.groupBy(without, ({ ref }) => column.reasons?.get(ref) ?? t("no value"));
    return Array.from(byReason, ([reason, those]) => ({ column, reason, runs: those }));
  });
}
