import { checkbox, dropdown, type DropdownControl, textField } from "#webviews/shared/controls.ts";
import { element } from "#webviews/shared/element.ts";

import { t } from "../texts.ts";

export interface DiffToolsUi {
  /** Whether values that are the same in all runs are listed, too. */
  readonly allValues: boolean;
  /** The run that others are compared with. */
  readonly baseline: string | null;
}

const none = "";

/** How tables of differences are shown: of which rows, against which run. */
export class DiffTools {
  readonly root: HTMLElement;
  /** In lower case. */
  search = "";
  readonly #baseline: DropdownControl;

  constructor(ui: DiffToolsUi, on: { change(change: Partial<DiffToolsUi>): void; search(): void }) {
    this.#baseline = dropdown({
      label: t("Baseline"),
      choices: choicesOf({}, ui.baseline),
      value: ui.baseline ?? none,
      onChange: (ref) => on.change({ baseline: ref === none ? null : ref }),
    });
    const search = textField({
      label: t("Search values"),
      icon: "search",
      onInput: (text) => {
        this.search = text.trim().toLowerCase();
        on.search();
      },
    });
    this.root = element(
      "div",
      { class: "toolbar", attributes: { role: "toolbar", "aria-label": t("Values") } },
      search.root,
      checkbox({
        label: t("Only differences"),
        title: t("Leave out what is the same in all runs shown"),
        checked: !ui.allValues,
        onChange: (isOnly) => on.change({ allValues: !isOnly }),
      }),
      element(
        "span",
        { class: "field", title: t("Numbers of the others say how far they are from it") },
        element("span", { text: t("Baseline") }),
        this.#baseline.root,
      ),
    );
  }

  /** Runs that can be the baseline: what each is called, by ref; and which one is. */
  setRuns(names: Readonly<Record<string, string>>, baseline: string | null): void {
    this.#baseline.setChoices(choicesOf(names, baseline), baseline ?? none);
  }
}

/** What is chosen is on offer before it is known what it is called. */
function choicesOf(
  names: Readonly<Record<string, string>>,
  chosen: string | null,
): Record<string, string> {
  return { [none]: t("None"), ...(chosen !== null && { [chosen]: chosen }), ...names };
}
