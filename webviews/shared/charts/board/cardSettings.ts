import type { XWindow } from "#webviews/shared/charts/axes/xWindow.ts";
import { t } from "#webviews/shared/charts/texts.ts";
import { button } from "#webviews/shared/controls.ts";
import { element } from "#webviews/shared/element.ts";

import { openPopover } from "./popover.ts";
import {
  amountControls,
  axisField,
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

/** What the settings of one chart act on. */
export interface CardSettings {
  readonly name: string;
  readonly values: StyleValues;
  /** What can be put on the x axis. */
  readonly metrics: readonly string[];
  readonly onStyle: OnStyle;
  readonly onWindow: (change: Partial<XWindow> | null) => void;
  /** Draws it as all others. */
  reset(): void;
}

/** Opens how one chart is drawn, where it differs from the others. */
export function openCardSettings(anchor: HTMLElement, settings: CardSettings): void {
  const { values, metrics, onStyle } = settings;
  const { style, amount } = values;
  const popover = openPopover(anchor, "dialog", t("Settings of {name}", { name: settings.name }), [
    element(
      "div",
      { class: "settings" },
      axisField(style.axis, metrics, onStyle),
      labelled(t("Smoothing"), ...amountControls(amount, onStyle)),
      smoothingKindField(style.smoothing, onStyle),
      clipField(style.clip, onStyle),
      windowFields(values, settings.onWindow),
      yFields(style, onStyle),
      element(
        "div",
        { class: "setting-checks" },
        logField("logX", style.logX, onStyle),
        logField("logY", style.logY, onStyle),
        stagesField(style.stages, onStyle),
      ),
      button(t("Like the board"), () => {
        popover.close();
        settings.reset();
      }),
    ),
  ]);
}
