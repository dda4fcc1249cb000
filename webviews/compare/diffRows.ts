import type { FlatValue } from "#webviews/shared/flatten.ts";

/** What several runs have under one name, in their order; null where one has nothing. */
export interface DiffRow {
  readonly path: string;
  readonly values: readonly (string | null)[];
  readonly isSame: boolean;
}

/** A row for each name that one of the runs has, in order. */
export function diffRows(all: readonly (readonly FlatValue[])[]): DiffRow[] {
  const rows = new Map<string, (string | null)[]>();
  for (const [i, values] of all.entries()) {
    for (const { path, value } of values) {
      const row = rows.get(path) ?? all.map(() => null);
      rows.set(path, row);
      row[i] = value;
    }
  }
  const { compare } = new Intl.Collator("en", { numeric: true });
  return Array.from(rows, ([path, values]) => ({
    path,
    values,
    isSame: values.every((value) => value === values[0]),
  })).sort((a, b) => compare(a.path, b.path));
}
