import { isEnvironmentField } from "#core/protocol/filter/filter.ts";
import type { RunColumn } from "#core/protocol/runTable.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import { columnOf } from "../columns/column.ts";
import { columnsByKind } from "../columns/columnsByKind.ts";
import type { HostQuestions } from "../hostQuestions.ts";
import { isOnlyArchived, listFilter, wantedValue, withArchived, withOnly } from "../listFilter.ts";
import type { NamedView, TableState } from "../messages.ts";
import { t } from "../texts.ts";
import { emptyView, parseView, type TableView } from "../view.ts";
import { isViewName, longestViewName } from "../viewName.ts";
import { askText } from "./cellEditor.ts";
import type { MenuItem } from "./menu.ts";

type Change = (part: Partial<TableView>) => void;

/** Values that a menu offers. */
const mostOffered = 30;

/** Quick filters by status, and the runs that were put away. */
export function statusMenu(view: TableView, change: Change): readonly MenuItem[] {
  const statuses = {
    running: t("Running"),
    finished: t("Finished"),
    failed: t("Failed"),
    interrupted: t("Interrupted"),
  };
  const isArchived = isOnlyArchived(view.filter);
  return [
    ...choices(view, change, "status", t("Any status"), Object.entries(statuses)),
    null,
    {
      label: t("Archived"),
      isChecked: isArchived,
      act: () => change({ filter: withArchived(view.filter, !isArchived) }),
    },
  ];
}

/** Quick filters by a tag that the runs have. */
export async function tagMenu(
  view: TableView,
  ask: HostQuestions["ask"],
  change: Change,
): Promise<readonly MenuItem[]> {
  const q = listFilter({ ...view, filter: withOnly(view.filter, "tag", null) });
  const found = await ask({ kind: "facets", q, fields: ["tag"], limit: mostOffered }).catch(
    () => null,
  );
  const tags = (found?.facets[0]?.values ?? []).map(({ value }) => String(value));
  return choices(
    view,
    change,
    "tag",
    t("Any tag"),
    tags.map((tag) => [tag, showControls(tag.slice(0, 100))]),
  );
}

function choices(
  view: TableView,
  change: Change,
  field: string,
  any: string,
  values: readonly (readonly [value: string, label: string])[],
): readonly MenuItem[] {
  const wanted = wantedValue(
    view.filter,
    field,
    values.map(([value]) => value),
  );
  const item = (value: string, label: string): MenuItem => ({
    label,
    isChecked: wanted === value,
    act: () => change({ filter: withOnly(view.filter, field, value === "" ? null : value) }),
  });
  return [item("", any), null, ...values.map(([value, label]) => item(value, label))];
}

/** By what runs can be grouped: fields of a run, then what they were given. */
export function groupMenu(
  view: TableView,
  known: readonly RunColumn[],
  change: Change,
): readonly MenuItem[] {
  const given = columnsByKind(known)
    .config.toSorted((a, b) => b.count - a.count)
    .map(({ field }) => field);
  const captured = known.map(({ field }) => field).filter(isEnvironmentField);
  const own = ["project", "name", "status", "tag", "host", "source"];
  const all = [...own, ...view.groupBy, ...captured, ...given];
  return [...new Set(all)].slice(0, mostOffered).map((field) => {
    const { label, detail } = columnOf({ field }, undefined);
    const isChecked = view.groupBy.includes(field);
    const others = view.groupBy.filter((by) => by !== field);
    return {
      label: detail === "" ? label : `${label} · ${detail}`,
      isChecked,
      act: () => change({ groupBy: isChecked ? others : [...others, field] }),
    };
  });
}

/** Views that were saved, and what can be done with them. */
export function viewMenu(
  at: DOMRect,
  view: TableView,
  state: TableState | undefined,
  ask: HostQuestions["ask"],
  apply: (view: TableView) => void,
  tell: (text: string) => void,
): readonly MenuItem[] {
  const views = state?.views ?? [];
  const attempt = (work: Promise<unknown>): void =>
    void work.catch((error: unknown) => tell(error instanceof Error ? error.message : ""));
  const save = (isShared: boolean) => () =>
    void askText(at, {
      label: t("Name of the view"),
      value: "",
      width: 300,
      onDone: (text) => {
        const name = text.trim();
        if (isViewName(name)) attempt(ask({ kind: "saveView", name, isShared, view }));
        else if (name.length > longestViewName)
          tell(t("The name of a view has at most {n} characters.", { n: longestViewName }));
        else if (name !== "") tell(t("A view cannot be called {name}.", { name }));
      },
    });
  return [
    ...views.map((one) => ({
      label: `${showControls(one.name)} · ${one.isShared ? t("shared: {file}", { file: fileOf(one) }) : t("only you")}`,
      isChecked: JSON.stringify(parseView(one.view)) === JSON.stringify(view),
      act: () => apply(parseView(one.view)),
    })),
    ...(views.length > 0 ? [null] : []),
    { label: t("Save view"), act: save(false) },
    ...(state?.canShare === true
      ? [{ label: t("Save for everybody in this project"), act: save(true) }]
      : []),
    { label: t("Reset the table"), act: () => apply(emptyView) },
    ...views.map((one) => {
      const { name, isShared, folder } = one;
      const shown = showControls(name);
      return {
        label:
          folder === undefined
            ? t("Delete view {name}", { name: shown })
            : t("Delete view {name} of {file}", { name: shown, file: fileOf(one) }),
        act: () =>
          attempt(
            ask({ kind: "deleteView", name, isShared, ...(folder !== undefined && { folder }) }),
          ),
      };
    }),
  ];
}

/** Where a view is that everybody has. */
function fileOf({ folder }: NamedView): string {
  const file = ".runicorn/views.json";
  return folder === undefined ? file : `${showControls(folder)}/${file}`;
}
