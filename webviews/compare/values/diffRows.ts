import type { FlatValue } from "#webviews/shared/flatten.ts";

/** What several runs have under one name, in their order; null where one has nothing, or nothing is known of it. */
export interface DiffRow {
  readonly path: string;
  readonly values: readonly (string | null)[];
  /** In all of which anything is known. */
  readonly isSame: boolean;
}

/** A row for each name that one of the runs has, in order. Null for a run of which nothing is known. */
export function diffRows(all: readonly (readonly FlatValue[] | null)[]): DiffRow[] {
  const rows = new Map<string, (string | null)[]>();
  for (const [i, values] of all.entries()) {
    for (const { path, value } of values ?? []) {
      const row = rows.get(path) ?? all.map(() => null);
      rows.set(path, row);
      row[i] = value;
    }
  }
  const { compare } = new Intl.Collator("en", { numeric: true });
  return Array.from(rows, ([path, values]) => {
    const known = values.filter((_, i) => all[i] !== null);
    return { path, values, isSame: known.every((value) => value === known[0]) };
  }).sort((a, b) => compare(a.path, b.path));
}
