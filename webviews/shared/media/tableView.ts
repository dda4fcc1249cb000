import { element } from "#webviews/shared/element.ts";
import { formatNumber } from "#webviews/shared/format.ts";
import { showControls } from "#webviews/shared/showControls.ts";
import { t } from "#webviews/shared/texts.ts";

const mostRows = 500;
const mostColumns = 100;
const mostText = 1000;

export interface LoggedTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** A table as it was logged or lies in a file; what of it is no table is left out. */
export function parseTable(raw: unknown): LoggedTable {
  const data: Record<string, unknown> =
    typeof raw === "object" && raw !== null ? (raw as Record<string, unknown>) : {};
  const rows: unknown[] = Array.isArray(data["rows"]) ? data["rows"] : [];
  const columns: unknown[] = Array.isArray(data["columns"]) ? data["columns"] : [];
  return {
    columns: columns.map((name) => (typeof name === "string" ? name : JSON.stringify(name))),
    rows: rows.filter((row): row is unknown[] => Array.isArray(row)),
  };
}

export function tableView({ columns, rows }: LoggedTable): HTMLElement {
  const head = columns
    .slice(0, mostColumns)
    .map((name) => element("th", { text: showControls(name), attributes: { scope: "col" } }));
  const body = rows
    .slice(0, mostRows)
    .map((row) => element("tr", {}, ...row.slice(0, mostColumns).map(cellOf)));
  const cut = [
    ...(rows.length > mostRows
      ? [t("{n} of {total} rows", { n: mostRows, total: rows.length })]
      : []),
    ...(columns.length > mostColumns
      ? [t("{n} of {total} columns", { n: mostColumns, total: columns.length })]
      : []),
  ];
  return element(
    "div",
    { class: "media-table", attributes: { tabindex: 0, role: "region", "aria-label": t("Media") } },
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, ...body),
    ),
    cut.length > 0 ? element("p", { class: "hint", text: cut.join(" · ") }) : null,
  );
}

function cellOf(value: unknown): HTMLElement {
  if (typeof value === "number") {
    return element("td", { class: "number", text: formatNumber(value) });
  }
  const text = typeof value === "string" ? value : value === null ? "–" : JSON.stringify(value);
  return element("td", { text: showControls(text.slice(0, mostText)) });
}
