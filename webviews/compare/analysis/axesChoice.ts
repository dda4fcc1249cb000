import { checkbox, textField } from "#webviews/shared/controls.ts";
import { element } from "#webviews/shared/element.ts";

import type { RunColumn } from "./runColumn.ts";
import { t } from "./texts.ts";
import { valueScale } from "./valueScale.ts";

/** As many are listed; the others are found by their name. */
const mostListed = 60;

export interface AxesChoiceOptions {
  /** Columns that may have an axis. */
  readonly offered: readonly RunColumn[];
  /** Of those, by their id. */
  readonly chosen: readonly string[];
  readonly logs: Readonly<Record<string, boolean>>;
  onChoose(ids: readonly string[]): void;
  onLog(id: string, isLog: boolean): void;
}

/** A list of columns: which have an axis, and which of these are logarithmic. */
export function axesChoice(options: AxesChoiceOptions): HTMLElement {
  const { offered } = options;
  let chosen = options.chosen;
  const list = element("div", { class: "axes-choice" });
  const show = (search: string): void => {
    const found = offered.filter(({ label }) => label.toLowerCase().includes(search));
    const more = found.length - mostListed;
    list.replaceChildren(
      ...found.slice(0, mostListed).map((column) =>
        element(
          "div",
          { class: "axis-choice" },
          checkbox({
            label: column.label,
            title: column.label,
            checked: chosen.includes(column.id),
            onChange: (checked) => {
              const others = chosen.filter((other) => other !== column.id);
              chosen = checked ? [...others, column.id] : others;
              options.onChoose(chosen);
            },
          }),
          logCheckbox(column, options),
        ),
      ),
      ...(more > 0
        ? [element("p", { text: t("{n} more: search for their names", { n: more }) })]
        : []),
      ...(found.length === 0 ? [element("p", { text: t("No name matches.") })] : []),
    );
  };
  show("");
  const search = textField({
    label: t("Search axes"),
    icon: "search",
    onInput: (text) => show(text.trim().toLowerCase()),
  });
  return element("div", { class: "settings axes-settings" }, search.root, list);
}

/** Whether the axes of these columns are logarithmic. */
export function logChoice(
  columns: readonly RunColumn[],
  options: Pick<AxesChoiceOptions, "logs" | "onLog">,
): HTMLElement {
  return element(
    "div",
    { class: "settings axes-settings" },
    ...columns.map((column) =>
      element(
        "div",
        { class: "axis-choice" },
        element("span", { class: "axis-label", text: column.label, title: column.label }),
        logCheckbox(column, options) ?? element("span", { text: t("cannot be logarithmic") }),
      ),
    ),
  );
}

/** Null where its values have no logarithms. */
function logCheckbox(
  column: RunColumn,
  { logs, onLog }: Pick<AxesChoiceOptions, "logs" | "onLog">,
): HTMLElement | null {
  const { isLog } = valueScale(column.values.values(), logs[column.id]);
  if (isLog === null) return null;
  const name = t("Logarithmic axis of {name}", { name: column.label });
  const control = checkbox({
    label: t("Log"),
    title: name,
    checked: isLog,
    onChange: (checked) => onLog(column.id, checked),
  });
  // The toolkit names it by its text when it is put into the page.
  queueMicrotask(() => control.setAttribute("aria-label", name));
  return control;
}
