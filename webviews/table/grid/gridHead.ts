import { element, icon } from "#webviews/shared/element.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { Column } from "../columns/column.ts";
import { t } from "../texts.ts";
import type { SortKey } from "../view.ts";

/** The line of column names. Sorting, moving and resizing are heard by the grid. */
export function gridHead(
  columns: readonly Column[],
  lefts: readonly number[],
  sort: readonly SortKey[],
): HTMLElement {
  return element(
    "div",
    { class: "line head", attributes: { role: "row", "aria-rowindex": 1 } },
    element(
      "div",
      {
        class: "cell cell-mark pinned",
        title: t("Select all runs"),
        attributes: { role: "columnheader", "aria-colindex": 1, "data-all": true },
      },
      icon("check-all", t("Select all runs")),
    ),
    ...columns.map((column, i) => headCell(column, i, lefts[i] ?? 0, sort)),
  );
}

function headCell(
  column: Column,
  index: number,
  left: number,
  sort: readonly SortKey[],
): HTMLElement {
  const place = sort.findIndex(({ field }) => field === column.field);
  const order = sort[place]?.order;
  const cell = element(
    "div",
    {
      class: `cell cell-${column.kind}`,
      title:
        column.metric === null ? showControls(column.field) : `${column.label} · ${column.detail}`,
      attributes: {
        role: "columnheader",
        "aria-colindex": index + 2,
        "data-column": index,
        "data-field": column.field,
        ...(order && { "aria-sort": order === "asc" ? "ascending" : "descending" }),
        ...(!order && column.isSortable && { "aria-sort": "none" }),
      },
    },
    element("span", { class: "head-label", text: column.label.slice(0, 300) }),
    column.detail === "" ? null : element("span", { class: "head-detail", text: column.detail }),
    order ? sortMark(order, sort.length > 1 ? place + 1 : null) : null,
    element("span", {
      class: "resizer",
      attributes: { "aria-hidden": "true", "data-resize": index },
    }),
  );
  if (column.isPinned) {
    cell.classList.add("pinned");
    cell.style.left = `${left}px`;
  }
  return cell;
}

function sortMark(order: SortKey["order"], place: number | null): HTMLElement {
  const label = place === null ? undefined : t("Sorted by, {n}", { n: place });
  return element(
    "span",
    { class: "sort-mark", ...(label !== undefined && { title: label }) },
    icon(order === "asc" ? "arrow-up" : "arrow-down"),
    place === null ? null : element("span", { class: "sort-place", text: String(place) }),
  );
}
