import { type Environment, environmentValues } from "#webviews/shared/environmentValues.ts";

/** A value of two environments. Undefined where one of them has none. */
export interface EnvDifference {
  readonly path: string;
  readonly here: string | undefined;
  readonly there: string | undefined;
}

/** All values of two environments, by name. */
export function compareEnvironments(here: Environment, there: Environment): EnvDifference[] {
  const rows = new Map<string, { here?: string; there?: string }>();
  for (const { path, value } of environmentValues(here)) rows.set(path, { here: value });
  for (const { path, value } of environmentValues(there)) {
    rows.set(path, { ...rows.get(path), there: value });
  }
  const { compare } = new Intl.Collator("en", { numeric: true });
  return [...rows]
    .map(([path, values]) => ({ path, here: values.here, there: values.there }))
    .toSorted((a, b) => compare(a.path, b.path));
}
