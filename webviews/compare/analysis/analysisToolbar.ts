import { openMenu, type MenuItem } from "#webviews/shared/charts/board/menu.ts";
import { openPopover } from "#webviews/shared/charts/board/popover.ts";
import { button, dropdown, type DropdownControl } from "#webviews/shared/controls.ts";
import { element } from "#webviews/shared/element.ts";

import {
  type AnalysisKind,
  analysisKinds,
  type AnalysisUi,
  type LineColour,
} from "./analysisUi.ts";
import type { ChosenColumns } from "./chosenColumns.ts";
import type { RunColumn } from "./runColumn.ts";
import { t } from "./texts.ts";

export interface AnalysisToolbarActions {
  set(change: Partial<AnalysisUi>): void;
  /** What is set of the axes. */
  axes(): HTMLElement;
  /** How the plot can be saved. */
  menu(): readonly MenuItem[];
}

/** What is offered, and what of it is shown. */
export interface OfferedColumns extends Pick<
  ChosenColumns,
  "across" | "x" | "outcomes" | "outcome"
> {
  readonly kind: AnalysisKind;
  readonly lineColour: LineColour;
}

/** Which plot is shown, and of what. */
export class AnalysisToolbar {
  readonly root: HTMLElement;
  readonly #x: DropdownControl;
  readonly #outcome: DropdownControl;
  readonly #colour: DropdownControl;
  readonly #xField: HTMLElement;
  readonly #colourField: HTMLElement;
  readonly #axes: HTMLElement;

  constructor(kind: AnalysisKind, actions: AnalysisToolbarActions) {
    const kinds = dropdown({
      label: t("Kind of chart"),
      choices: {
        parallel: t("Parallel coordinates"),
        scatter: t("Scatter"),
        bar: t("Bars"),
        importance: t("Parameter importance"),
      } satisfies Record<AnalysisKind, string>,
      value: kind,
      onChange: (value) => {
        const chosen = analysisKinds.find((one) => one === value);
        if (chosen) actions.set({ kind: chosen });
      },
    });
    this.#outcome = dropdown({
      label: t("Outcome"),
      choices: {},
      value: "",
      onChange: (outcome) => actions.set({ outcome }),
    });
    this.#x = dropdown({
      label: t("X axis"),
      choices: {},
      value: "",
      onChange: (parameter) => actions.set({ parameter }),
    });
    this.#colour = dropdown({
      label: t("Colour of lines"),
      choices: colourChoices(),
      value: "run",
      onChange: (colour) => actions.set({ lineColour: colour === "outcome" ? "outcome" : "run" }),
    });
    this.#xField = field(t("X axis"), this.#x.root);
    this.#colourField = field(t("Colour of lines"), this.#colour.root);
    this.#axes = button(t("Axes…"), () =>
      openPopover(this.#axes, "dialog", t("Axes"), [actions.axes()]),
    );
    this.#axes.setAttribute("aria-haspopup", "dialog");
    const save = button(t("Save…"), () => openMenu(save, t("Save…"), actions.menu()));
    save.setAttribute("aria-haspopup", "menu");
    this.root = element(
      "div",
      { class: "toolbar", attributes: { role: "toolbar", "aria-label": t("Analysis") } },
      kinds.root,
      field(t("Outcome"), this.#outcome.root),
      this.#xField,
      this.#colourField,
      this.#axes,
      save,
    );
  }

  update({ kind, across, x, outcomes, outcome, lineColour }: OfferedColumns): void {
    this.#xField.hidden = kind !== "scatter";
    this.#colourField.hidden = kind !== "parallel";
    this.#axes.hidden = kind !== "parallel" && kind !== "scatter";
    this.#x.setChoices(choicesOf(across), x?.id ?? "");
    this.#outcome.setChoices(choicesOf(outcomes), outcome?.id ?? "");
    this.#colour.setChoices(colourChoices(), lineColour);
  }
}

function colourChoices(): Record<LineColour, string> {
  return { run: t("Run"), outcome: t("Outcome") };
}

function choicesOf(columns: readonly RunColumn[]): Record<string, string> {
  return Object.fromEntries(columns.map(({ id, label }) => [id, label]));
}

function field(name: string, control: HTMLElement): HTMLElement {
  return element("label", { class: "field" }, element("span", { text: name }), control);
}
