import { formatValue } from "#core/protocol/filter/formatValue.ts";
import { parseFilter } from "#core/protocol/filter/parseFilter.ts";

import type { TableView } from "./view.ts";

type Value = number | string | boolean | null;

/** Where a person looks for a name: all that a title may be, among them. */
const searched = ["alias", "display_name", "id", "project", "name", "tag", "notes"] as const;

/** How a person may ask for the runs put away; a menu does so by the first. */
const archivedOnly: readonly string[] = ["archived", "archived = true"];

/** All that a view asks of runs, in the filter language. Runs put away are left out unless the filter speaks of them. */
export function listFilter({ filter, search }: Pick<TableView, "filter" | "search">): string {
  const isAskedFor = /\barchived\b/iu.test(filter);
  const pattern = `"${search.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  return [
    filter.trim() === "" ? "" : enclosed(filter),
    search === "" ? "" : `(${searched.map((field) => `${field} matches ${pattern}`).join(" or ")})`,
    isAskedFor ? "" : "not archived",
  ]
    .filter(Boolean)
    .join(" and ");
}

/** A filter that asks for one thing more. */
export function withCondition(
  filter: string,
  field: string,
  comparison: "=" | "!=",
  value: Value,
): string {
  const condition = conditionOf(field, comparison, value);
  const all = filter.trim() === "" ? condition : `${enclosed(filter)} and ${condition}`;
  return hasCondition(filter, condition) ? filter : all;
}

/** A filter without what it says of a field by `=`, and with another value of it, where there is one. */
export function withOnly(filter: string, field: string, value: Value): string {
  const left = parts(filter)
    .filter((part) => !part.trim().startsWith(`${field} = `))
    .join(" and ")
    .trim();
  return value === null ? left : withCondition(left, field, "=", value);
}

/** The value that a filter wants in a field, where it says so by a condition of its own. */
export function wantedValue(filter: string, field: string, values: readonly string[]): string {
  return values.find((value) => hasCondition(filter, conditionOf(field, "=", value))) ?? "";
}

/** Whether a filter asks for the runs that were put away, and no others. */
export function isOnlyArchived(filter: string): boolean {
  return archivedOnly.some((condition) => hasCondition(filter, condition));
}

/** A filter that asks for those, or that does not any more. */
export function withArchived(filter: string, isOnly: boolean): string {
  const [condition = ""] = archivedOnly;
  const others = parts(filter).filter((part) => !archivedOnly.includes(part.trim()));
  const left = others.join(" and ").trim();
  if (!isOnly) return left;
  return left === "" ? condition : `${enclosed(left)} and ${condition}`;
}

export function conditionOf(field: string, comparison: "=" | "!=", value: Value): string {
  return `${field} ${comparison} ${value === null ? "null" : formatValue(value)}`;
}

/** What a filter asks for one after the other; what is in parentheses stays together. */
function parts(filter: string): string[] {
  return filter.split(/ and (?![^[(]*[\])])/u);
}

function hasCondition(filter: string, condition: string): boolean {
  return filter.split(" and ").some((part) => part.trim() === condition);
}

/** In parentheses, where what comes after it would be taken for a part of its last condition. */
function enclosed(filter: string): string {
  try {
    return parseFilter(filter, 0)?.op === "or" ? `(${filter})` : filter.trim();
  } catch {
    return `(${filter})`;
  }
}
