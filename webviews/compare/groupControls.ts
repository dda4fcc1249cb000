import { dropdown } from "#webviews/shared/controls.ts";
import { element } from "#webviews/shared/element.ts";

import { FieldDropdown } from "./fieldDropdown.ts";
import { t } from "./texts.ts";
import type { CompareUi } from "./uiState.ts";

type Choice = Pick<CompareUi, "groupBy" | "center" | "band" | "colourBy" | "dashBy">;

/** Which runs are drawn as one line, and how that is made of theirs; else what tells their lines apart. */
export class GroupControls {
  readonly root: HTMLElement;
  readonly #fields: readonly FieldDropdown[];

  constructor(ui: Choice, onChange: (change: Partial<Choice>) => void) {
    const colour = new FieldDropdown({
      label: t("Colour by"),
      value: ui.colourBy,
      onChange: (colourBy) => onChange({ colourBy }),
    });
    const dash = new FieldDropdown({
      label: t("Dash by"),
      value: ui.dashBy,
      onChange: (dashBy) => onChange({ dashBy }),
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
    const ofGroups = element("span", { class: "field-row" }, center.root, band.root);
    const ofRuns = element("span", { class: "field-row" }, colour.root, dash.root);
    const show = (groupBy: string | null): void => {
      ofGroups.hidden = groupBy === null;
      ofRuns.hidden = groupBy !== null;
    };
    const by = new FieldDropdown({
      label: t("Group by"),
      value: ui.groupBy,
      onChange: (groupBy) => {
        show(groupBy);
        onChange({ groupBy });
      },
    });
    show(ui.groupBy);
    this.#fields = [by, colour, dash];
    this.root = element("span", { class: "field-row" }, by.root, ofGroups, ofRuns);
  }

  /** `fields`: what is shown of each. */
  setChoices(fields: Readonly<Record<string, string>>): void {
    for (const field of this.#fields) field.setChoices(fields);
  }
}
