import {
  type Checkbox,
  type Dropdown,
  provideVSCodeDesignSystem,
  type TextField,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";

import { element, icon } from "./element.ts";

/** Defines the custom elements below. They follow the theme where this file is part of the page's script, which `load` waits for. */
export function registerControls(): void {
  if (customElements.get("vscode-button")) return;
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeTextField(),
  );
}

export function button(
  label: string,
  onClick: () => void,
  appearance: "primary" | "secondary" = "secondary",
): HTMLElement {
  const control = create("vscode-button", { appearance });
  control.textContent = label;
  control.addEventListener("click", onClick);
  return control;
}

export interface TextFieldControl {
  readonly root: HTMLElement;
  value: string;
}

/** A text field with an icon before and a label for screen readers. */
export function textField(options: {
  readonly label: string;
  readonly icon: string;
  readonly value?: string;
  readonly onInput: (value: string) => void;
}): TextFieldControl {
  const control = create("vscode-text-field", {
    placeholder: options.label,
  }) as TextField;
  const start = icon(options.icon);
  start.slot = "start";
  control.append(start);
  control.value = options.value ?? "";
  // The toolkit names every field "Text field" when it is put into the page.
  queueMicrotask(() => control.setAttribute("aria-label", options.label));
  control.addEventListener("input", () => options.onInput(control.value));
  control.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || control.value === "") return;
    control.value = "";
    options.onInput("");
  });
  return {
    root: control,
    get value() {
      return control.value;
    },
    set value(text) {
      control.value = text;
    },
  };
}

export function checkbox(options: {
  readonly label: string;
  readonly title: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}): HTMLElement {
  const control = create("vscode-checkbox", { title: options.title }) as Checkbox;
  control.textContent = options.label;
  control.checked = options.checked;
  control.addEventListener("change", () => options.onChange(control.checked));
  return control;
}

export interface DropdownControl {
  readonly root: HTMLElement;
  readonly value: string;
  /** Offers others; what is chosen stays, where it is among them, unless `chosen` is. */
  setChoices(choices: Readonly<Record<string, string>>, chosen?: string): void;
}

/** `choices`: what is shown of each value. */
export function dropdown(options: {
  readonly label: string;
  readonly choices: Readonly<Record<string, string>>;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): DropdownControl {
  const control = create("vscode-dropdown", { "aria-label": options.label }) as Dropdown;
  let values: readonly string[] = [];
  let shown = "";
  let value = options.value;
  const setChoices = (choices: Readonly<Record<string, string>>, chosen = value): void => {
    const text = JSON.stringify(choices);
    if (text === shown && chosen === value) return;
    value = chosen;
    shown = text;
    values = Object.keys(choices);
    control.replaceChildren(
      ...values.map((one) => {
        const choice = create("vscode-option", { value: one });
        choice.textContent = choices[one] ?? one;
        if (one === value) choice.setAttribute("selected", "");
        return choice;
      }),
    );
    // The toolkit takes the first choice whose value is that of before, which may be none, rather than the one selected.
    requestAnimationFrame(() => {
      const at = values.indexOf(value);
      if (at >= 0 && control.selectedIndex !== at) control.selectedIndex = at;
    });
  };
  setChoices(options.choices);
  control.addEventListener("change", () => {
    const chosen = values[control.selectedIndex];
    if (chosen === undefined || chosen === value) return;
    value = chosen;
    options.onChange(chosen);
  });
  return {
    root: control,
    get value() {
      return value;
    },
    setChoices,
  };
}

/** A native range input: the toolkit has none. */
export function slider(options: {
  readonly label: string;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  readonly onInput: (value: number) => void;
}): HTMLInputElement {
  const control = element("input", {
    class: "slider",
    attributes: {
      type: "range",
      min: 0,
      max: options.max,
      step: options.step,
      "aria-label": options.label,
    },
  });
  control.value = String(options.value);
  control.addEventListener("input", () => options.onInput(Number(control.value)));
  return control;
}

function create(tag: string, attributes: Record<string, string>): HTMLElement {
  const control = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) control.setAttribute(name, value);
  return control;
}
