import { axisChoices } from "#webviews/shared/charts/axes/axisChoices.ts";
import type { XWindow } from "#webviews/shared/charts/axes/xWindow.ts";
import { t } from "#webviews/shared/charts/texts.ts";
import {
  button,
  checkbox,
  dropdown,
  type DropdownControl,
  textField,
} from "#webviews/shared/controls.ts";
import { element, iconButton } from "#webviews/shared/element.ts";

import { type ChartSize, chartSizes, type ChartsUi } from "./chartsUi.ts";
import { openPopover } from "./popover.ts";
import {
  amountControls,
  clipField,
  labelled,
  logField,
  type OnStyle,
  smoothingKindField,
  stagesField,
  type StyleValues,
  windowFields,
  yFields,
} from "./styleFields.ts";

function sizeNames(): Record<ChartSize, string> {
  return { small: t("Small"), medium: t("Medium"), large: t("Large") };
}

/** What the controls above the charts act on. */
export interface ChartToolbarOptions {
  ui(): ChartsUi;
  values(): StyleValues;
  onUi(change: Partial<ChartsUi>): void;
  readonly onStyle: OnStyle;
  readonly onWindow: (change: Partial<XWindow> | null) => void;
  /** Draws the metrics that match the filter in one chart. */
  combine(): void;
  /** Sets everything up as it was before the reader changed anything. */
  reset(): void;
}

/** The controls above the charts. */
export class ChartToolbar {
  readonly root: HTMLElement;
  readonly #axis: DropdownControl;

  /** `more` stands at the end. */
  constructor(options: ChartToolbarOptions, more: readonly HTMLElement[]) {
    const { style, amount } = options.values();
    const { filter } = options.ui();
    this.#axis = dropdown({
      label: t("X axis"),
      choices: axisChoices([style.axis]),
      value: style.axis,
      onChange: (axis) => options.onStyle({ axis }),
    });
    const settings = iconButton("settings-gear", t("Chart settings"), () =>
      openSettings(settings, options),
    );
    this.root = element(
      "div",
      { class: "toolbar", attributes: { role: "toolbar", "aria-label": t("Charts") } },
      textField({
        label: t("Filter metrics (regex)"),
        icon: "search",
        value: filter,
        onInput: (filter) => options.onUi({ filter }),
      }).root,
      element("label", { class: "field" }, element("span", { text: t("X axis") }), this.#axis.root),
      element(
        "label",
        { class: "field" },
        element("span", { text: t("Smoothing") }),
        ...amountControls(amount, options.onStyle),
      ),
      logField("logY", style.logY, options.onStyle),
      settings,
      ...more,
    );
  }

  /** Which metrics there are to be put on the x axis. */
  setMetrics(keys: readonly string[]): void {
    this.#axis.setChoices(axisChoices([this.#axis.value, ...keys]));
  }
}

function openSettings(anchor: HTMLElement, options: ChartToolbarOptions): void {
  const values = options.values();
  const { style } = values;
  const ui = options.ui();
  const size = dropdown({
    label: t("Chart size"),
    choices: sizeNames(),
    value: ui.size,
    onChange: (value) => {
      const size = chartSizes.find((one) => one === value);
      if (size) options.onUi({ size });
    },
  });
  const popover = openPopover(anchor, "dialog", t("Chart settings"), [
    element(
      "div",
      { class: "settings" },
      smoothingKindField(style.smoothing, options.onStyle),
      clipField(style.clip, options.onStyle),
      labelled(t("Chart size"), size.root),
      windowFields(values, options.onWindow),
      yFields(style, options.onStyle),
      element(
        "div",
        { class: "setting-checks" },
        logField("logX", style.logX, options.onStyle),
        stagesField(style.stages, options.onStyle),
        checkbox({
          label: t("Link zoom"),
          title: t("All charts show the same stretch of x"),
          checked: ui.linked,
          onChange: (linked) => options.onUi({ linked }),
        }),
        checkbox({
          label: t("Link cursor"),
          title: t("The pointer's place in one chart is marked in all"),
          checked: ui.linkedCursor,
          onChange: (linkedCursor) => options.onUi({ linkedCursor }),
        }),
      ),
      button(t("New combined chart"), () => {
        popover.close();
        options.combine();
      }),
      button(t("Reset the board"), () => {
        popover.close();
        options.reset();
      }),
    ),
  ]);
}
