import type { Column } from "../columns/column.ts";
import type { Cell } from "../grid/gridKeys.ts";
import type { RunCommands } from "../selection/runCommands.ts";
import type { SelectedRuns } from "../selection/selectedRuns.ts";
import { mostCompared } from "../selection/selection.ts";
import type { TableItems } from "../tableItems.ts";
import { t } from "../texts.ts";
import type { TableView, ViewColumn } from "../view.ts";
import { cellMenu, columnMenu } from "./cellMenus.ts";
import { groupLineMenu } from "./groupLineMenu.ts";
import { openMenu } from "./menu.ts";

interface MenuPlace {
  readonly view: TableView;
  readonly all: readonly ViewColumn[];
  readonly items: TableItems;
  readonly selected: SelectedRuns;
  readonly commands: RunCommands;
  change(part: Partial<TableView>): void;
  edit(): void;
  /** `work` says whether all runs that were meant are selected. */
  selectOr(work: Promise<boolean>): void;
}

/** Opens the menu of a cell: of its column in the head, else of the run or the group of its line. */
export function openCellMenu(cell: Cell, at: DOMRect, column: Column, place: MenuPlace): void {
  const { view, all, items, selected, commands } = place;
  const change = (part: Partial<TableView>): void => place.change(part);
  if (cell.line < 0) {
    openMenu(column.label, at, columnMenu({ column, view, all, change }));
    return;
  }
  const item = items.at(cell.line);
  if (item?.kind === "group") {
    const { name, group } = item;
    const menu = groupLineMenu({
      group,
      view,
      change,
      select: () => place.selectOr(selected.selectGroup(name)),
      compare: () => commands.compareFirst(items.runsOf(name, mostCompared)),
      openAll: (isOpen) => items.toggleAll(isOpen),
    });
    openMenu(t("Group"), at, menu);
  }
  if (item?.kind !== "run") return;
  const { row } = item;
  const refs = selected.refs.has(row.ref) ? [...selected.refs] : [row.ref];
  const menu = cellMenu({
    column,
    row,
    view,
    change,
    actions: commands.of(() => refs),
    at,
    open: () => commands.open(row.ref),
    edit: () => place.edit(),
    copyValue: (text) => commands.copyText(text),
  });
  openMenu(column.label, at, menu);
}
