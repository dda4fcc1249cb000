import { element, icon, iconButton } from "#webviews/shared/element.ts";
import {
  formatAgo,
  formatDateTime,
  formatDuration,
  formatNumber,
} from "#webviews/shared/format.ts";
import { statusLabel } from "#webviews/shared/runStatus.ts";
import { runTitle } from "#webviews/shared/runTitle.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { Column } from "../columns/column.ts";
import type { TableRow } from "../messages.ts";
import { t } from "../texts.ts";
import { cellValue, valueText } from "./cellValue.ts";
import { spark } from "./sparkline.ts";

/** What cells need to know beside their run. */
export interface CellContext {
  /** Unix seconds. */
  readonly now: number;
  /** The run that others are compared with. */
  readonly baseline: TableRow | undefined;
  /** Which of a metric's values is better; 0 where nobody knows. */
  directionOf(metric: string): -1 | 0 | 1;
  sourceLabel(id: string): string;
  /** The course of a metric; undefined where it has not come yet. */
  sparkOf(row: TableRow, metric: string): readonly (number | null)[] | undefined;
}

/** Fills a cell of a run. All texts go in as text. */
export function cellContent(
  cell: HTMLElement,
  column: Column,
  row: TableRow,
  context: CellContext,
): void {
  const { run } = row;
  switch (column.kind) {
    case "title":
      title(cell, row);
      return;
    case "status":
      cell.append(statusLabel(run.status));
      return;
    case "tags":
      cell.title = run.tags.map(showControls).join(", ");
      cell.append(
        ...run.tags
          .slice(0, 20)
          .map((tag) => element("span", { class: "tag", text: showControls(tag.slice(0, 100)) })),
      );
      return;
    case "source":
      cell.append(element("span", { class: "text", text: context.sourceLabel(row.source) }));
      return;
    case "commit": {
      const { commit = "" } = run.environment ?? {};
      cell.title = showControls(commit.slice(0, 400));
      // As many characters as git itself shows of one.
      cell.classList.add("cell-plain", "number");
      cell.textContent = cell.title.slice(0, 8);
      return;
    }
    case "spark": {
      const values = context.sparkOf(row, column.metric ?? "");
      if (values && column.metric !== null) cell.append(spark(values, column.metric));
      return;
    }
    case "flag":
      if (cellValue(column, row, context.now) === true) cell.append(icon("check", column.label));
      return;
    case "time":
    case "duration":
    case "number":
    case "text":
  }
  plain(cell, column, row, context);
}

function title(cell: HTMLElement, { run, ref }: TableRow): void {
  const name = runTitle(run);
  cell.title = name.slice(0, 1000);
  const open = iconButton("link-external", t("Open {run}", { run: name.slice(0, 200) }), () => {});
  open.classList.add("open-run");
  open.dataset["open"] = ref;
  open.tabIndex = -1;
  cell.append(
    element("span", { class: "text", text: name.slice(0, 400) }),
    ...(run.pinned ? [icon("pinned", t("Pinned"))] : []),
    ...(run.archived ? [icon("archive", t("Archived"))] : []),
    open,
  );
}

function plain(cell: HTMLElement, column: Column, row: TableRow, context: CellContext): void {
  const value = cellValue(column, row, context.now);
  if (value === null) return;
  const { kind } = column;
  const full = valueText(kind, value);
  const isAgo = kind === "time" && typeof value === "number";
  const text = isAgo ? formatAgo(value, context.now) : full;
  cell.title = isAgo ? formatDateTime(value) : full;
  const isNumber = kind === "number" || kind === "duration" || typeof value === "number";
  if (isNumber) cell.classList.add("cell-right");
  const apart = typeof value === "number" && kind !== "time" && delta(column, row, value, context);
  if (apart) {
    cell.title = [full, apart.title].filter(Boolean).join(" · ");
    cell.append(element("span", { class: "number", text }), apart);
  } else {
    // Most of what is laid out while a table is scrolled: a text by itself takes half of what a box in a box does.
    cell.classList.add("cell-plain");
    if (isNumber) cell.classList.add("number");
    cell.textContent = text;
  }
}

/** How far a value is from the baseline's, and whether that is better: told by a sign, too, not by colour alone. */
function delta(
  column: Column,
  row: TableRow,
  value: number,
  context: CellContext,
): HTMLElement | undefined {
  const { baseline, now } = context;
  if (!baseline || baseline.ref === row.ref) return undefined;
  const base = cellValue(column, baseline, now);
  if (typeof base !== "number" || base === value) return undefined;
  const apart = value - base;
  const direction = column.metric === null ? 0 : context.directionOf(column.metric);
  const better = Math.sign(apart) * direction;
  const sign = apart > 0 ? "+" : "−";
  const size = Number(Math.abs(apart).toPrecision(3));
  const shown = column.kind === "duration" ? formatDuration(size) : formatNumber(size);
  const percent = Number(((100 * Math.abs(apart)) / Math.abs(base)).toPrecision(3));
  const part = Number.isFinite(percent) ? `${sign}${formatNumber(percent)} %` : "";
  const look = better > 0 ? "better" : better < 0 ? "worse" : "other";
  const note = better > 0 ? t("better") : better < 0 ? t("worse") : "";
  return element(
    "span",
    { class: `delta delta-${look} number`, title: [part, note].filter(Boolean).join(" · ") },
    better === 0 ? null : icon(better > 0 ? "triangle-up" : "triangle-down", note),
    `${sign}${shown}`,
  );
}
