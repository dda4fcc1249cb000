import { axisKind } from "#webviews/shared/charts/axes/axis.ts";
import { axisChoices } from "#webviews/shared/charts/axes/axisChoices.ts";
import { parsePlace, placeText } from "#webviews/shared/charts/axes/axisPlace.ts";
import type { XWindow } from "#webviews/shared/charts/axes/xWindow.ts";
import {
  type ChartStyle,
  clipChoices,
  mostSmoothing,
  smoothingKinds,
} from "#webviews/shared/charts/chartStyle.ts";
import { t } from "#webviews/shared/charts/texts.ts";
import { checkbox, dropdown, slider } from "#webviews/shared/controls.ts";
import { element, setText } from "#webviews/shared/element.ts";

import { boundField } from "./boundField.ts";

function kindNames(): Record<ChartStyle["smoothing"], string> {
  return {
    time_ema: t("Time-weighted EMA"),
    ema: t("EMA"),
    gaussian: t("Gaussian"),
    mean: t("Running mean"),
  };
}

/** What the fields begin with. */
export interface StyleValues {
  readonly style: ChartStyle;
  readonly amount: number;
  readonly window: XWindow | null;
}

export type OnStyle = (change: Partial<ChartStyle>) => void;

/** A named field of a settings panel. */
export function labelled(name: string, ...controls: readonly HTMLElement[]): HTMLElement {
  return element(
    "div",
    { class: "setting" },
    element("span", { class: "setting-name", text: name, attributes: { "aria-hidden": "true" } }),
    ...controls,
  );
}

export function axisField(axis: string, metrics: readonly string[], onStyle: OnStyle): HTMLElement {
  const field = dropdown({
    label: t("X axis"),
    choices: axisChoices([axis, ...metrics]),
    value: axis,
    onChange: (axis) => onStyle({ axis }),
  });
  return labelled(t("X axis"), field.root);
}

export function smoothingKindField(kind: ChartStyle["smoothing"], onStyle: OnStyle): HTMLElement {
  const field = dropdown({
    label: t("Kind of smoothing"),
    choices: kindNames(),
    value: kind,
    onChange: (value) => {
      const smoothing = smoothingKinds.find((one) => one === value);
      if (smoothing) onStyle({ smoothing });
    },
  });
  return labelled(t("Kind of smoothing"), field.root);
}

/** The slider and what it stands at. */
export function amountControls(amount: number, onStyle: OnStyle): HTMLElement[] {
  const shown = element("output", { class: "number", text: amount.toFixed(2) });
  const control = slider({
    label: t("Smoothing"),
    max: mostSmoothing,
    step: 0.01,
    value: amount,
    onInput: (amount) => {
      setText(shown, amount.toFixed(2));
      onStyle({ amount });
    },
  });
  return [control, shown];
}

export function logField(which: "logX" | "logY", checked: boolean, onStyle: OnStyle): HTMLElement {
  return checkbox({
    label: which === "logX" ? t("Log x") : t("Log y"),
    title: which === "logX" ? t("Logarithmic x axis") : t("Logarithmic y axis"),
    checked,
    onChange: (checked) => onStyle({ [which]: checked }),
  });
}

export function stagesField(checked: boolean, onStyle: OnStyle): HTMLElement {
  return checkbox({
    label: t("Stages"),
    title: t("Marks where a run says another stage begins, such as training or evaluation"),
    checked,
    onChange: (stages) => onStyle({ stages }),
  });
}

export function clipField(clip: number, onStyle: OnStyle): HTMLElement {
  const names = clipChoices.map((percent) => [
    String(percent),
    percent === 0 ? t("Show all") : t("Clip {percent} % at each end", { percent }),
  ]);
  const field = dropdown({
    label: t("Outliers"),
    choices: Object.fromEntries(names) as Record<string, string>,
    value: String(clip),
    onChange: (value) => onStyle({ clip: Number(value) }),
  });
  return labelled(t("Outliers"), field.root);
}

/** Where the x axis begins and ends. */
export function windowFields(
  { style, window }: StyleValues,
  onWindow: (change: Partial<XWindow> | null) => void,
): HTMLElement {
  const axis = axisKind(style.axis);
  let [from, to] = [window?.min ?? null, window?.max ?? null];
  const tell = (): void =>
    onWindow(
      from === null && to === null
        ? null
        : { ...(from !== null && { min: from }), ...(to !== null && { max: to }) },
    );
  const field = (label: string, value: number | null, onChange: (value: number | null) => void) =>
    boundField({
      label,
      value: value === null ? "" : placeText(axis, value),
      parse: (text) => parsePlace(axis, text),
      onChange,
    });
  return labelled(
    t("X axis"),
    field(t("X from"), from, (value) => {
      from = value;
      tell();
    }),
    field(t("X to"), to, (value) => {
      to = value;
      tell();
    }),
  );
}

/** Where the y axis begins and ends. */
export function yFields({ yMin, yMax }: ChartStyle, onStyle: OnStyle): HTMLElement {
  const field = (label: string, which: "yMin" | "yMax", value: number | null) =>
    boundField({
      label,
      value: value === null ? "" : String(value),
      parse: (text) => parsePlace("metric", text),
      onChange: (value) => onStyle({ [which]: value }),
    });
  return labelled(t("Y axis"), field(t("Y from"), "yMin", yMin), field(t("Y to"), "yMax", yMax));
}
