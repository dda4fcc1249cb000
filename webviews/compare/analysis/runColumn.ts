import type { Direction } from "../values/delta.ts";

export type ColumnValue = number | string;

/** Something that each run has a value of: a parameter, or what came out. Numbers are finite. */
export interface RunColumn {
  readonly id: string;
  readonly label: string;
  /** By the run's ref. */
  readonly values: ReadonlyMap<string, ColumnValue>;
  /** Why a run has none, by its ref, where more is known than that there is none. */
  readonly reasons?: ReadonlyMap<string, string>;
  /** Which values are better, where that is known. */
  readonly better?: Direction;
}

/** A number where the text is one. */
export function plainValue(text: string): ColumnValue {
  const number = Number(text);
  return text.trim() !== "" && Number.isFinite(number) ? number : text;
}

/** Whether it has a text of its own in each of several runs, as the name of a folder has: nothing can be learnt of such. */
export function isNaming({ values }: RunColumn): boolean {
  const all = [...values.values()];
  return (
    all.length >= fewestNamed &&
    new Set(all).size === all.length &&
    all.every((value) => typeof value === "string")
  );
}

const fewestNamed = 5;
