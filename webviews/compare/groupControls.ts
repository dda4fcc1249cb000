import { dropdown, type DropdownControl } from "#webviews/shared/controls.ts";
import { element } from "#webviews/shared/element.ts";

import { t } from "./texts.ts";
import type { CompareUi } from "./uiState.ts";

type Choice = Pick<CompareUi, "groupBy" | "center" | "band">;

const none = "";

/** Which runs are drawn as one line, and how that is made of theirs. */
export class GroupControls {
  readonly root: HTMLElement;
  readonly #by: DropdownControl;
  readonly #style: HTMLElement;

  constructor(ui: Choice, onChange: (change: Partial<Choice>) => void) {
    this.#by = dropdown({
      label: t("Group by"),
      choices: choicesOf({}, ui.groupBy ?? none),
      value: ui.groupBy ?? none,
      onChange: (value) => {
        this.#style.hidden = value === none;
        onChange({ groupBy: value === none ? null : value });
      },
    });
    const center = dropdown({
      label: t("Line of a group"),
      choices: { mean: t("Mean"), median: t("Median") },
      value: ui.center,
      onChange: (value) => onChange({ center: value === "median" ? "median" : "mean" }),
    });
    const band = dropdown({
      label: t("Band of a group"),
      choices: {
        minmax: t("Min–max"),
        std: t("Std. deviation"),
        sem: t("Std. error"),
        ci95: t("95 % CI"),
        none: t("No band"),
      } satisfies Record<Choice["band"], string>,
      value: ui.band,
      onChange: (value) => onChange({ band: value as Choice["band"] }),
    });
    this.#style = element("span", { class: "field" }, center.root, band.root);
    this.#style.hidden = ui.groupBy === null;
    this.root = element(
      "span",
      { class: "field" },
      element("span", { text: t("Group by") }),
      this.#by.root,
      this.#style,
    );
  }

  /** `fields`: what is shown of each. */
  setChoices(fields: Readonly<Record<string, string>>): void {
    this.#by.setChoices(choicesOf(fields, this.#by.value));
  }
}

/** What is chosen stays on offer, though runs may no longer differ in it. */
function choicesOf(
  fields: Readonly<Record<string, string>>,
  chosen: string,
): Record<string, string> {
  const kept = chosen === none || Object.hasOwn(fields, chosen) ? {} : { [chosen]: chosen };
  return { [none]: t("None"), ...fields, ...kept };
}
