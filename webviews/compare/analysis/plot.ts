import type { PlottedRun } from "./plottedRun.ts";
import type { RunColumn } from "./runColumn.ts";

/** A plot as it stands on the page. */
export interface Plot {
  readonly root: Element;
  /** The same as a drawing to be saved; it may be that of the page. */
  drawing(): SVGSVGElement;
  /** Its numbers, with a head. */
  table(): string[][];
  /** Runs chosen in it; null where none can be, or all are. */
  readonly chosen: readonly string[] | null;
  /** How some are chosen; empty where none can be. */
  readonly hint: string;
}

/** What runs have in columns, as a table. */
export function columnsTable(
  runs: readonly PlottedRun[],
  columns: readonly RunColumn[],
): string[][] {
  return [
    ["run", "name", ...columns.map(({ label }) => label)],
    ...runs.map(({ ref, name }) => [
      ref,
      name,
      ...columns.map(({ values }) => String(values.get(ref) ?? "")),
    ]),
  ];
}
