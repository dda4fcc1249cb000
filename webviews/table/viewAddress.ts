import { emptyView, parseView, type SortKey, type TableView, type ViewColumn } from "./view.ts";

/** A view as the query of an address: only what differs from a table nobody has set up. */
export function viewAddress(view: TableView): string {
  const query = new URLSearchParams();
  if (view.filter !== "") query.set("q", view.filter);
  if (view.search !== "") query.set("search", view.search);
  if (JSON.stringify(view.sort) !== JSON.stringify(emptyView.sort)) {
    query.set(
      "sort",
      listOf(view.sort.map(({ field, order }) => `${order === "desc" ? "-" : "+"}${field}`)),
    );
  }
  if (view.groupBy.length > 0) query.set("group", listOf(view.groupBy));
  if (view.baseline !== null) query.set("baseline", view.baseline);
  if (view.onlyDiffering) query.set("differing", "1");
  if (view.columns) query.set("columns", listOf(view.columns.map(columnText)));
  return query.toString();
}

/** The reverse of `viewAddress`; what makes no sense counts as not said. */
export function viewOfAddress(search: string): TableView {
  const query = new URLSearchParams(search);
  const sort = query.get("sort");
  const columns = query.get("columns");
  const group = query.get("group");
  return parseView({
    filter: query.get("q") ?? "",
    search: query.get("search") ?? "",
    ...(sort !== null && { sort: partsOf(sort).map(sortKey) }),
    ...(group !== null && { groupBy: partsOf(group) }),
    baseline: query.get("baseline"),
    onlyDiffering: query.get("differing") === "1",
    ...(columns !== null && { columns: partsOf(columns).map(columnFrom) }),
  });
}

/** Names may hold anything, commas too. */
function listOf(names: readonly string[]): string {
  return names.map((name) => name.replaceAll(/[\\,]/gu, String.raw`\$&`)).join(",");
}

function partsOf(text: string): string[] {
  if (text === "") return [];
  const parts = [""];
  for (const [part] of text.matchAll(/\\[\s\S]|[\s\S]/gu)) {
    if (part === ",") parts.push("");
    else
      parts.push(
        (parts.pop() ?? "") + (part.length > 1 && part.startsWith("\\") ? part.slice(1) : part),
      );
  }
  return parts;
}

function sortKey(text: string): SortKey {
  return { field: text.slice(1), order: text.startsWith("-") ? "desc" : "asc" };
}

/** `!` before a pinned one, `@` and pixels behind one that was resized. */
function columnText({ field, width, pinned }: ViewColumn): string {
  return `${pinned === true ? "!" : "."}${field}${width === undefined ? "@" : `@${width}`}`;
}

function columnFrom(text: string): ViewColumn {
  const at = text.lastIndexOf("@");
  const width = at < 0 || at === text.length - 1 ? undefined : Number(text.slice(at + 1));
  return {
    field: text.slice(1, at < 0 ? undefined : at),
    ...(width !== undefined && { width }),
    ...(text.startsWith("!") && { pinned: true }),
  };
}
