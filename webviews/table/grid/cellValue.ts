import { valuesOf } from "#core/merge/runValues.ts";
import { parseField } from "#core/protocol/filter/fields.ts";
import type { JsonNumber } from "#core/protocol/number.ts";
import { formatDateTime, formatDuration, formatNumber } from "#webviews/shared/format.ts";
import { runTitle } from "#webviews/shared/runTitle.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { Column } from "../columns/column.ts";
import type { TableRow } from "../messages.ts";

/** Characters of a value that are put into the page. */
const mostText = 400;

/** What a run has in a column; null for nothing. Numbers that are not finite come as texts. `now` is Unix seconds. */
export function cellValue(
  column: Pick<Column, "field" | "kind">,
  { run, source }: TableRow,
  now: number,
): number | string | boolean | null {
  if (column.kind === "title") return runTitle(run);
  if (column.kind === "source") return source;
  if (column.kind === "tags") return run.tags.length === 0 ? null : run.tags.join(", ");
  const field = parseField(column.field);
  if (!field) return null;
  if (field.kind === "metric") {
    const { metrics = {} } = run;
    const stats = Object.hasOwn(metrics, field.key) ? metrics[field.key] : undefined;
    return stats?.[field.aggregate] ?? null;
  }
  const [value] = valuesOf(run, field, now);
  if (value !== undefined || field.kind === "run") return value ?? null;
  // Lists and objects, which have no order, are shown all the same.
  const values = run[field.kind] ?? {};
  const other = Object.hasOwn(values, field.path) ? values[field.path] : undefined;
  return other === undefined || other === null ? null : JSON.stringify(other);
}

/** The same as it is read. */
export function cellText(
  column: Pick<Column, "field" | "kind">,
  row: TableRow,
  now: number,
): string {
  const value = cellValue(column, row, now);
  return value === null ? "" : valueText(column.kind, value);
}

/** A value as it is read in a column. */
export function valueText(kind: Column["kind"], value: number | string | boolean): string {
  if (typeof value === "boolean") return String(value);
  if (kind === "time" && typeof value === "number") return formatDateTime(value);
  if (kind === "duration" && typeof value === "number") return formatDuration(value);
  if (typeof value === "number") return formatNumber(value);
  if (kind === "number" && isNonFinite(value)) return formatNumber(value);
  const text = showControls(value.length > mostText ? `${value.slice(0, mostText)}…` : value);
  return text;
}

/** What all runs of a group have, exactly: groups may differ in a digit that is not shown else, as of 3e-4 and 5e-5 * 6. */
export function keyText(kind: Column["kind"], value: number | string | boolean): string {
  const text = valueText(kind, value);
  if (typeof value !== "number" || kind === "time" || kind === "duration") return text;
  return Number(text.replaceAll(",", "")) === value ? text : String(value);
}

function isNonFinite(text: string): text is Extract<JsonNumber, string> {
  return text === "NaN" || text === "Infinity" || text === "-Infinity";
}
