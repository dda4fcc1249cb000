import { dropdown, type DropdownControl } from "#webviews/shared/controls.ts";
import { element } from "#webviews/shared/element.ts";

import { t } from "./texts.ts";

const none = "";

export interface FieldDropdownOptions {
  readonly label: string;
  readonly value: string | null;
  /** Null: none was chosen. */
  readonly onChange: (field: string | null) => void;
}

/** A choice of a field of runs, or of none. */
export class FieldDropdown {
  readonly root: HTMLElement;
  readonly #control: DropdownControl;

  constructor({ label, value, onChange }: FieldDropdownOptions) {
    this.#control = dropdown({
      label,
      choices: choicesOf({}, value ?? none),
      value: value ?? none,
      onChange: (chosen) => onChange(chosen === none ? null : chosen),
    });
    this.root = element(
      "span",
      { class: "field" },
      element("span", { text: label }),
      this.#control.root,
    );
  }

  /** `fields`: what is shown of each. */
  setChoices(fields: Readonly<Record<string, string>>): void {
    this.#control.setChoices(choicesOf(fields, this.#control.value));
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
