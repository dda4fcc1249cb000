import { element, icon } from "#webviews/shared/element.ts";
import { formatAgo, formatNumber, formatStep } from "#webviews/shared/format.ts";

import type { Column } from "../columns/column.ts";
import type { TableRow } from "../messages.ts";
import type { Group, Item } from "../tableItems.ts";
import { t } from "../texts.ts";
import { cellContent, type CellContext } from "./cellContent.ts";
import { keyText, valueText } from "./cellValue.ts";

export const lineHeight = 26;

/** What all lines have in common. */
export interface LineLook extends CellContext {
  readonly columns: readonly Column[];
  readonly lefts: readonly number[];
  readonly groupBy: readonly string[];
  /** Fields of which groups tell statistics, in their order. */
  readonly values: readonly string[];
}

/** One line of the grid. `index` counts from 0. */
export function gridLine(
  index: number,
  item: Item | undefined,
  look: LineLook,
  isSelected: boolean,
): HTMLElement {
  const line = element("div", {
    class: `line line-${item?.kind ?? "waiting"}`,
    attributes: {
      role: "row",
      "aria-rowindex": index + 2,
      "data-line": index,
      ...(item?.kind === "run" && {
        "aria-selected": String(isSelected),
        "data-ref": item.row.ref,
        ...(look.groupBy.length > 0 && { "aria-level": 2 }),
      }),
      ...(item?.kind === "group" && { "aria-expanded": String(item.isOpen), "aria-level": 1 }),
    },
  });
  line.style.top = `${index * lineHeight}px`;
  if (item?.kind === "run" && item.row.ref === look.baseline?.ref) line.classList.add("baseline");
  line.append(
    element(
      "div",
      { class: "cell cell-mark pinned", attributes: { role: "gridcell", "aria-colindex": 1 } },
      item?.kind === "run" ? icon(isSelected ? "check" : "blank") : null,
    ),
    // Who drags the scroll bar passes by lines of which nothing is known yet: they are one cell each.
    ...(item ? look.columns : look.columns.slice(0, 1)).map((column, i) =>
      cellOf(i, item, column, look),
    ),
  );
  return line;
}

/** The run that others are compared with, once more. It is no line of the table: readers of the screen find it in its place. */
export function baselineLine(row: TableRow, look: LineLook): HTMLElement {
  return element(
    "div",
    { class: "line line-baseline", attributes: { "aria-hidden": "true" } },
    element("div", { class: "cell cell-mark pinned" }, icon("pinned")),
    ...look.columns.map((column, i) => cellOf(i, { kind: "run", row, depth: 0 }, column, look)),
  );
}

function cellOf(
  index: number,
  item: Item | undefined,
  column: Column,
  look: LineLook,
): HTMLElement {
  const isFirst = index === 0;
  const cell = element("div", {
    class: `cell cell-${column.kind}`,
    attributes: {
      role: "gridcell",
      "aria-colindex": index + 2,
      "data-column": index,
    },
  });
  if (column.isPinned) {
    cell.classList.add("pinned");
    cell.style.left = `${look.lefts[index] ?? 0}px`;
  }
  if (!item) cell.append(element("span", { class: "waiting", text: "…" }));
  else if (item.kind === "run") {
    if (isFirst && item.depth > 0) cell.classList.add("inner");
    cellContent(cell, column, item.row, look);
  } else if (isFirst) groupTitle(cell, item, look);
  else groupStats(cell, item.group, column, look);
  return cell;
}

function groupTitle(cell: HTMLElement, item: Item & { kind: "group" }, look: LineLook): void {
  const { group, isOpen } = item;
  const names = group.key.map((value, i) =>
    value === null ? t("none") : groupValue(look, look.groupBy[i] ?? "", value),
  );
  const name = names.join(" · ");
  cell.title = name;
  cell.append(
    icon(isOpen ? "chevron-down" : "chevron-right"),
    element("span", { class: "group-name", text: name }),
    element("span", { class: "group-count number", text: formatStep(group.runs) }),
  );
}

function groupValue(look: LineLook, field: string, value: number | string | boolean): string {
  if (field === "source") return look.sourceLabel(String(value));
  const kind = look.columns.find((column) => column.field === field)?.kind ?? "text";
  return keyText(kind, value);
}

function groupStats(cell: HTMLElement, group: Group, column: Column, look: LineLook): void {
  const stats = group.values[look.values.indexOf(column.field)];
  if (stats?.mean === undefined || stats.mean === null) return;
  const { kind } = column;
  const show = (value: number | null): string =>
    value === null ? "–" : kind === "number" ? formatNumber(value) : valueText(kind, value);
  // What is left of a sum of equal numbers is no spread.
  const isNoise = stats.std !== null && stats.std < 1e-12 * Math.abs(stats.mean);
  const std = stats.std === null ? null : isNoise ? 0 : Number(stats.std.toPrecision(3));
  const spread = std === null || kind === "time" ? "" : ` ± ${show(std)}`;
  const { mean, min, max } = stats;
  cell.title = t("mean {mean}, least {min}, most {max}, of {n}", {
    mean: `${show(mean)}${spread}`,
    min: show(min),
    max: show(max),
    n: stats.count,
  });
  if (kind === "time") {
    cell.append(element("span", { class: "number group-mean", text: formatAgo(mean, look.now) }));
    return;
  }
  cell.append(
    element("span", { class: "number group-mean", text: show(mean) }),
    element("span", { class: "number group-spread", text: spread }),
    element("span", { class: "number group-range", text: `${show(min)} – ${show(max)}` }),
  );
}
