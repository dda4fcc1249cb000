import { checkbox, dropdown, slider, textField } from "#webviews/shared/controls.ts";
import { element, setText } from "#webviews/shared/element.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import { axisNames } from "./axis.ts";
import type { ChartsUi } from "./chartsUi.ts";

/** As many metrics are offered for the x axis. */
const mostMetrics = 200;

/** The controls above the charts. */
export interface ChartToolbar {
  readonly root: HTMLElement;
  /** Which metrics there are to be put on the x axis. */
  setMetrics(keys: readonly string[]): void;
}

/** `onChange` gets what changed; `more` stands at the end. */
export function chartToolbar(
  ui: ChartsUi,
  smoothing: number,
  onChange: (change: Partial<ChartsUi>) => void,
  ...more: readonly HTMLElement[]
): ChartToolbar {
  const axis = dropdown({
    label: "X axis",
    choices: axisChoices([ui.axis]),
    value: ui.axis,
    onChange: (axis) => onChange({ axis, window: null }),
  });
  const amount = element("output", { class: "number", text: smoothing.toFixed(2) });
  const root = element(
    "div",
    { class: "toolbar", attributes: { role: "toolbar", "aria-label": "Charts" } },
    textField({
      label: "Filter metrics",
      icon: "search",
      value: ui.filter,
      onInput: (filter) => onChange({ filter }),
    }).root,
    element("label", { class: "field" }, element("span", { text: "X axis" }), axis.root),
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
    ...more,
  );
  return {
    root,
    setMetrics: (keys) => axis.setChoices(axisChoices([axis.value, ...keys])),
  };
}

function axisChoices(keys: readonly string[]): Record<string, string> {
  const metrics = keys.filter((key) => !Object.hasOwn(axisNames, key)).slice(0, mostMetrics);
  return { ...axisNames, ...Object.fromEntries(metrics.map((key) => [key, showControls(key)])) };
}
