/** A column of the table. `field` is as in a filter; besides those there are `source` and `spark.<metric>`. */
export interface ViewColumn {
  readonly field: string;
  /** Pixels; as its kind has it where absent. */
  readonly width?: number;
  readonly pinned?: boolean;
}

export interface SortKey {
  readonly field: string;
  readonly order: "asc" | "desc";
}

/** All that a person set on the table: what a saved view holds, the address of the page says, and a reload brings back. */
export interface TableView {
  /** Null: chosen by what the runs have. */
  readonly columns: readonly ViewColumn[] | null;
  /** Most important first. */
  readonly sort: readonly SortKey[];
  /** In the filter language. */
  readonly filter: string;
  /** A regular expression that one of a run's names, tags or notes must match; empty for none. */
  readonly search: string;
  readonly groupBy: readonly string[];
  /** `<source>:<run>` of the run that others are compared with. */
  readonly baseline: string | null;
  /** Whether columns in which all runs have the same are left out. */
  readonly onlyDiffering: boolean;
}

export const emptyView: TableView = {
  columns: null,
  sort: [{ field: "created_at", order: "desc" }],
  filter: "",
  search: "",
  groupBy: [],
  baseline: null,
  onlyDiffering: false,
};

export const widths = { least: 40, most: 1200 } as const;
const most = { columns: 300, sort: 9, groupBy: 5, text: 10_000, name: 1000 } as const;

/** Reads what an earlier page, a file or an address says. What makes no sense counts as not said. */
export function parseView(raw: unknown): TableView {
  const said: Partial<Record<keyof TableView, unknown>> = isObject(raw) ? raw : {};
  return {
    columns: Array.isArray(said.columns)
      ? distinct(said.columns.flatMap(parseColumn)).slice(0, most.columns)
      : null,
    sort: Array.isArray(said.sort)
      ? distinct(said.sort.flatMap(parseSortKey)).slice(0, most.sort)
      : emptyView.sort,
    filter: text(said.filter, most.text),
    search: text(said.search, most.name),
    groupBy: Array.isArray(said.groupBy)
      ? [...new Set(said.groupBy.filter(isName))].slice(0, most.groupBy)
      : [],
    baseline: isName(said.baseline) ? said.baseline : null,
    onlyDiffering: said.onlyDiffering === true,
  };
}

function parseColumn(raw: unknown): ViewColumn[] {
  if (!isObject(raw) || !isName(raw["field"])) return [];
  const { field, width, pinned } = raw as { field: string; width?: unknown; pinned?: unknown };
  const isWidth = typeof width === "number" && width >= widths.least && width <= widths.most;
  return [{ field: titleOr(field), ...(isWidth && { width }), ...(pinned === true && { pinned }) }];
}

function parseSortKey(raw: unknown): SortKey[] {
  if (!isObject(raw) || !isName(raw["field"])) return [];
  return [{ field: titleOr(raw["field"]), order: raw["order"] === "desc" ? "desc" : "asc" }];
}

/** In views of an older Runicorn the column with what runs are called went by `alias`. */
function titleOr(field: string): string {
  return field === "alias" ? "title" : field;
}

function distinct<T extends { readonly field: string }>(all: readonly T[]): T[] {
  return [...new Map(all.map((one) => [one.field, one])).values()];
}

function text(raw: unknown, longest: number): string {
  return typeof raw === "string" ? raw.slice(0, longest) : "";
}

function isName(raw: unknown): raw is string {
  return typeof raw === "string" && raw !== "" && raw.length <= most.name;
}

function isObject(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === "object" && raw !== null && !Array.isArray(raw);
}
