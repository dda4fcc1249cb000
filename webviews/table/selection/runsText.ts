import { csvCell, markdownCell } from "#webviews/shared/tableText.ts";

import type { Column } from "../columns/column.ts";
import { cellText, cellValue } from "../grid/cellValue.ts";
import type { TableRow } from "../messages.ts";

/** Runs as a table of Markdown, numbers as they are read. */
export function markdownOf(
  rows: readonly TableRow[],
  columns: readonly Column[],
  now: number,
): string {
  const shown = columns.filter(({ kind }) => kind !== "spark");
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownCell).join(" | ")} |`;
  const rule = shown.map(({ kind }) => (kind === "number" || kind === "duration" ? "--:" : ":--"));
  return [
    line(shown.map(nameOf)),
    `| ${rule.join(" | ")} |`,
    ...rows.map((row) => line(shown.map((column) => cellText(column, row, now)))),
    "",
  ].join("\n");
}

/** Runs as comma-separated values, numbers in full; times are Unix seconds. */
export function csvOf(rows: readonly TableRow[], columns: readonly Column[], now: number): string {
  const shown = columns.filter(({ kind }) => kind !== "spark");
  return [
    shown.map((column) => csvCell(column.kind === "title" ? "run" : column.field)),
    ...rows.map((row) =>
      shown.map((column) => {
        const value = cellValue(column, row, now);
        return typeof value === "string" ? csvCell(value) : value === null ? "" : String(value);
      }),
    ),
  ]
    .map((cells) => `${cells.join(",")}\r\n`)
    .join("");
}

function nameOf({ label, detail }: Column): string {
  return detail === "" ? label : `${label} (${detail})`;
}
