import { withCondition } from "../listFilter.ts";
import { mostCompared } from "../selection/selection.ts";
import type { Group } from "../tableItems.ts";
import { t } from "../texts.ts";
import type { TableView } from "../view.ts";
import type { MenuItem } from "./menu.ts";

/** What can be done with a group, and with all of them. */
export function groupLineMenu(of: {
  readonly group: Group;
  readonly view: TableView;
  readonly change: (part: Partial<TableView>) => void;
  select(): void;
  compare(): void;
  openAll(isOpen: boolean): void;
}): readonly MenuItem[] {
  const { group, view, change } = of;
  const filter = onlyGroup(view, group);
  return [
    { label: t("Select these runs"), act: () => of.select() },
    {
      label:
        group.runs > mostCompared
          ? t("Compare the first {n} of these runs", { n: mostCompared })
          : t("Compare these runs"),
      act: () => of.compare(),
    },
    ...(filter === view.filter
      ? []
      : [{ label: t("Only this group"), act: () => change({ filter }) }]),
    null,
    { label: t("Open all groups"), act: () => of.openAll(true) },
    { label: t("Close all groups"), act: () => of.openAll(false) },
  ];
}

/** The filter that only runs of a group pass. Of which store a run is, no filter can say. */
function onlyGroup({ filter, groupBy }: TableView, { key }: Group): string {
  return groupBy.reduce(
    (all, field, i) => (field === "source" ? all : withCondition(all, field, "=", key[i] ?? null)),
    filter,
  );
}
