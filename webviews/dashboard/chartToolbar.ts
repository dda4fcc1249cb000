import { checkbox, dropdown, slider, textField } from "#webviews/shared/controls.ts";
import { element, setText } from "#webviews/shared/element.ts";

import { axisNames } from "./axis.ts";
import type { UiState } from "./uiState.ts";

/** The controls above the charts. `onChange` gets what changed. */
export function chartToolbar(
  ui: UiState,
  smoothing: number,
  onChange: (change: Partial<UiState>) => void,
): HTMLElement {
  const amount = element("output", { class: "number", text: smoothing.toFixed(2) });
  return element(
    "div",
    { class: "toolbar", attributes: { role: "toolbar", "aria-label": "Charts" } },
    textField({
      label: "Filter metrics",
      icon: "search",
      value: ui.filter,
      onInput: (filter) => onChange({ filter }),
    }).root,
    element(
      "label",
      { class: "field" },
      element("span", { text: "X axis" }),
      dropdown({
        label: "X axis",
        choices: axisNames,
        value: ui.axis,
        onChange: (axis) => onChange({ axis, window: null }),
      }),
    ),
    element(
      "label",
      { class: "field" },
      element("span", { text: "Smoothing" }),
      slider({
        label: "Smoothing",
        max: 0.99,
        step: 0.01,
        value: smoothing,
        onInput: (value) => {
          setText(amount, value.toFixed(2));
          onChange({ smoothing: value });
        },
      }),
      amount,
    ),
    checkbox({
      label: "Log scale",
      title: "Logarithmic y axis",
      checked: ui.log,
      onChange: (log) => onChange({ log }),
    }),
    checkbox({
      label: "Link zoom",
      title: "All charts show the same stretch of x",
      checked: ui.linked,
      onChange: (linked) => onChange({ linked }),
    }),
  );
}
