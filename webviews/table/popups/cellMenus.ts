import { formatField, parseField } from "#core/protocol/filter/fields.ts";
import { aggregates } from "#core/protocol/filter/filter.ts";

import { type Column, sparkField } from "../columns/column.ts";
import {
  movedColumn,
  pinnedColumn,
  steppedColumn,
  toggledColumn,
} from "../columns/columnLayout.ts";
import { sortedBy } from "../columns/sorting.ts";
import { cellText, cellValue } from "../grid/cellValue.ts";
import { withCondition } from "../listFilter.ts";
import type { TableRow } from "../messages.ts";
import type { RunActions } from "../selection/selectionBar.ts";
import { t } from "../texts.ts";
import type { TableView, ViewColumn } from "../view.ts";
import type { MenuItem } from "./menu.ts";

type Change = (part: Partial<TableView>) => void;

/** What can be done with a column. */
export function columnMenu(of: {
  readonly column: Column;
  readonly view: TableView;
  readonly all: readonly ViewColumn[];
  readonly change: Change;
}): readonly MenuItem[] {
  const { column, view, all, change } = of;
  const { field, isPinned, isSortable } = column;
  const isSorted = view.sort.some((key) => key.field === field);
  const isGroup = view.groupBy.includes(field);
  const canGroup = column.kind !== "spark" && column.kind !== "title";
  const sort = (order: "asc" | "desc" | undefined, isMore: boolean) => () =>
    change({ sort: sortedBy(view.sort, field, order, isMore) });
  return [
    ...(isSortable
      ? [
          { label: t("Sort ascending"), act: sort("asc", false) },
          { label: t("Sort descending"), act: sort("desc", false) },
          ...(isSorted ? [] : [{ label: t("Then sort by this"), act: sort("asc", true) }]),
          ...(isSorted ? [{ label: t("Do not sort by this"), act: sort(undefined, true) }] : []),
          null,
        ]
      : []),
    ...(canGroup
      ? [
          {
            label: t("Group by this"),
            isChecked: isGroup,
            act: () =>
              change({
                groupBy: isGroup
                  ? view.groupBy.filter((by) => by !== field)
                  : [...view.groupBy, field],
              }),
          },
        ]
      : []),
    {
      label: isPinned ? t("Unpin column") : t("Pin column"),
      act: () => change({ columns: pinnedColumn(all, field, !isPinned) }),
    },
    { label: t("Hide column"), act: () => change({ columns: toggledColumn(all, field) }) },
    { label: t("Move left"), act: () => change({ columns: steppedColumn(all, field, -1) }) },
    { label: t("Move right"), act: () => change({ columns: steppedColumn(all, field, 1) }) },
    ...metricItems(column, all, change),
  ];
}

/** Other values of the same metric, each beside this column or not at all. */
function metricItems(
  { field: name, metric }: Column,
  all: readonly ViewColumn[],
  change: Change,
): readonly MenuItem[] {
  if (metric === null) return [];
  const fields = aggregates.flatMap((aggregate) => {
    const field = formatField({ kind: "metric", key: metric, aggregate });
    return field === undefined ? [] : [{ field, label: t("Show {aggregate}", { aggregate }) }];
  });
  const choices = [...fields, { field: sparkField(metric), label: t("Show its course") }];
  return [
    null,
    ...choices.map(({ field, label }) => ({
      label,
      isChecked: all.some((column) => column.field === field),
      act: () => change({ columns: movedColumn(toggledColumn(all, field), field, name, "behind") }),
    })),
  ];
}

/** What can be done with a run, and with what it has in a column. */
export function cellMenu(of: {
  readonly column: Column;
  readonly row: TableRow;
  readonly view: TableView;
  readonly change: Change;
  readonly actions: RunActions;
  readonly at: DOMRect;
  open(): void;
  edit(): void;
  copyValue(text: string): void;
}): readonly MenuItem[] {
  const { column, row, view, change, actions, at } = of;
  const isBaseline = view.baseline === row.ref;
  const { archived, pinned } = row.run;
  // In full, but for times, which nobody reads as numbers.
  const isTime = column.kind === "time" || column.kind === "duration";
  const value = (isTime ? cellText : cellValue)(column, row, Date.now() / 1000);
  return [
    { label: t("Open"), act: () => of.open() },
    { label: t("Compare"), act: () => actions.compare() },
    {
      label: isBaseline ? t("No baseline") : t("Compare others with this run"),
      act: () => change({ baseline: isBaseline ? null : row.ref }),
    },
    ...valueItems(column, row, view, change),
    null,
    ...(column.isEditable
      ? [{ label: t("Edit {column}", { column: column.label }), act: () => of.edit() }]
      : []),
    { label: t("Tag…"), act: () => actions.tag(at) },
    { label: pinned ? t("Unpin run") : t("Pin run"), act: () => actions.pin(!pinned) },
    {
      label: archived ? t("Unarchive") : t("Archive"),
      act: () => actions.archive(!archived),
    },
    { label: t("Delete"), act: () => actions.remove() },
    { label: t("Export…"), act: () => actions.export() },
    null,
    ...(value === null || value === ""
      ? []
      : [{ label: t("Copy value"), act: () => of.copyValue(String(value)) }]),
    { label: t("Copy as Markdown"), act: () => actions.copy("markdown") },
    { label: t("Copy as CSV"), act: () => actions.copy("csv") },
  ];
}

/** Filters by the value a run has. */
function valueItems(
  column: Column,
  row: TableRow,
  view: TableView,
  change: Change,
): readonly MenuItem[] {
  const { field, kind } = column;
  const isAsked = !["title", "spark", "source", "time", "duration"].includes(kind);
  const isField = isAsked && parseField(field) !== undefined;
  const value = isField ? cellValue(column, row, 0) : null;
  if (!isField) return [];
  const values = kind === "tags" ? row.run.tags.slice(0, 5) : [value];
  return [
    null,
    ...values.flatMap((one) => {
      const text = (kind === "tags" ? String(one) : cellText(column, row, 0)).slice(0, 60);
      const shown = { value: text === "" ? t("none") : text };
      const filter = (comparison: "=" | "!=") => () =>
        change({ filter: withCondition(view.filter, field, comparison, one) });
      return [
        { label: t("Only runs with {value}", shown), act: filter("=") },
        { label: t("Without runs with {value}", shown), act: filter("!=") },
      ];
    }),
  ];
}
