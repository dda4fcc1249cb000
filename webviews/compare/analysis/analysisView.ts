import { openPopover } from "#webviews/shared/charts/board/popover.ts";
import { button, checkbox, dropdown, type DropdownControl } from "#webviews/shared/controls.ts";
import { element } from "#webviews/shared/element.ts";

import { type AnalysisKind, analysisKinds, type AnalysisUi } from "./analysisUi.ts";
import { barPlot } from "./barPlot.ts";
import { importanceTable } from "./importanceTable.ts";
import { parallelPlot } from "./parallelPlot.ts";
import type { PlottedRun } from "./plottedRun.ts";
import { type KnownRun, outcomeColumns, parameterColumns, type RunColumn } from "./runColumns.ts";
import { scatterPlot } from "./scatterPlot.ts";
import { t } from "./texts.ts";

/** Axes of the parallel coordinates where the reader has chosen none, and offered to be chosen. */
const usualAxes = 7;
const mostOffered = 60;

/** What the parameters of several runs have to do with what came out of them. */
export class AnalysisView {
  readonly root = element("div", { class: "analysis" });
  readonly #plot = element("div", { class: "analysis-body" });
  readonly #parameter: DropdownControl;
  readonly #outcome: DropdownControl;
  readonly #parameterField: HTMLElement;
  readonly #axesButton: HTMLElement;
  readonly #onUi: (ui: AnalysisUi) => void;
  readonly #resized: ResizeObserver;
  #ui: AnalysisUi;
  #runs: readonly PlottedRun[] = [];
  #parameters: readonly RunColumn[] = [];
  #outcomes: readonly RunColumn[] = [];
  #shown = "";

  constructor(ui: AnalysisUi, onUi: (ui: AnalysisUi) => void) {
    this.#ui = ui;
    this.#onUi = onUi;
    const names: Record<AnalysisKind, string> = {
      parallel: t("Parallel coordinates"),
      scatter: t("Scatter"),
      bar: t("Bars"),
      importance: t("Parameter importance"),
    };
    const kind = dropdown({
      label: t("Kind of chart"),
      choices: names,
      value: ui.kind,
      onChange: (value) => {
        const kind = analysisKinds.find((one) => one === value);
        if (kind) this.#set({ kind });
      },
    });
    this.#parameter = dropdown({
      label: t("By parameter"),
      choices: {},
      value: ui.parameter ?? "",
      onChange: (parameter) => this.#set({ parameter }),
    });
    this.#outcome = dropdown({
      label: t("Outcome"),
      choices: {},
      value: ui.outcome ?? "",
      onChange: (outcome) => this.#set({ outcome }),
    });
    this.#parameterField = field(t("By parameter"), this.#parameter.root);
    this.#axesButton = button(t("Axes…"), () => this.#chooseAxes());
    this.#axesButton.setAttribute("aria-label", t("Axes"));
    this.root.append(
      element(
        "div",
        { class: "toolbar", attributes: { role: "toolbar", "aria-label": t("Analysis") } },
        kind.root,
        field(t("Outcome"), this.#outcome.root),
        this.#parameterField,
        this.#axesButton,
      ),
      this.#plot,
    );
    this.#resized = new ResizeObserver(() => this.#draw());
    this.#resized.observe(this.#plot);
  }

  /** `plotted`: the runs shown, as they look; `known`: what is known of each. */
  update(plotted: readonly PlottedRun[], known: readonly KnownRun[]): void {
    this.#runs = plotted;
    this.#parameters = parameterColumns(known);
    this.#outcomes = outcomeColumns(known);
    this.#parameter.setChoices(choicesOf(this.#parameters));
    this.#outcome.setChoices(choicesOf(this.#outcomes));
    this.#draw();
  }

  dispose(): void {
    this.#resized.disconnect();
  }

  #set(change: Partial<AnalysisUi>): void {
    this.#ui = { ...this.#ui, ...change };
    this.#onUi(this.#ui);
    this.#draw();
  }

  /** Draws anew where it would look otherwise: points of live runs come ten times a second. */
  #draw(): void {
    const { kind, parameter, outcome, brushes } = this.#ui;
    this.#parameterField.hidden = kind !== "scatter";
    this.#axesButton.hidden = kind !== "parallel";
    const width = this.#plot.clientWidth;
    if (width === 0) return;
    const x = chosen(this.#parameters, parameter);
    const y = chosen(this.#outcomes, outcome);
    const columns = kind === "parallel" ? [...this.#axes(), ...(y ? [y] : [])] : [x, y];
    const used = kind === "importance" ? [...this.#parameters, y] : columns;
    const values = used.map((column) => column && [column.id, [...column.values]]);
    const text = JSON.stringify([kind, width, this.#runs, values, brushes]);
    if (text === this.#shown) return;
    this.#shown = text;
    // The focus stays with what is drawn anew.
    const focused = this.#plot.contains(document.activeElement)
      ? document.activeElement?.getAttribute("data-focus")
      : undefined;
    this.#plot.replaceChildren(this.#made(kind, x, y, width));
    if (typeof focused !== "string") return;
    const again = [...this.#plot.querySelectorAll<SVGElement>("[data-focus]")];
    again.find((one) => one.dataset["focus"] === focused)?.focus();
  }

  #made(
    kind: AnalysisKind,
    x: RunColumn | undefined,
    y: RunColumn | undefined,
    width: number,
  ): Element {
    if (!y) return note(t("None of these runs has this value."));
    if (kind === "bar") return barPlot(this.#runs, y);
    if (!x) return note(t("These runs differ in no parameter."));
    if (kind === "importance") return importanceTable(this.#parameters, y);
    if (kind === "scatter") return scatterPlot(this.#runs, x, y, width);
    return parallelPlot({
      runs: this.#runs,
      columns: [...this.#axes(), y],
      width,
      brushes: this.#ui.brushes,
      onBrush: (column, brush) => {
        const { [column]: _, ...others } = this.#ui.brushes;
        this.#shown = "";
        this.#set({ brushes: brush ? { ...others, [column]: brush } : others });
      },
    });
  }

  #axes(): readonly RunColumn[] {
    const { axes } = this.#ui;
    if (!axes) return this.#parameters.slice(0, usualAxes);
    return this.#parameters.filter(({ id }) => axes.includes(id));
  }

  #chooseAxes(): void {
    const boxes = this.#parameters.slice(0, mostOffered).map(({ id, label }) =>
      checkbox({
        label,
        title: label,
        checked: this.#axes().some((axis) => axis.id === id),
        onChange: (checked) => {
          const others = this.#axes()
            .map((axis) => axis.id)
            .filter((other) => other !== id);
          this.#set({ axes: checked ? [...others, id] : others });
        },
      }),
    );
    openPopover(this.#axesButton, "dialog", t("Axes"), [
      element("div", { class: "settings axes-choice" }, ...boxes),
    ]);
  }
}

function chosen(columns: readonly RunColumn[], id: string | null): RunColumn | undefined {
  return columns.find((column) => column.id === id) ?? columns[0];
}

function choicesOf(columns: readonly RunColumn[]): Record<string, string> {
  return Object.fromEntries(columns.map(({ id, label }) => [id, label]));
}

function field(name: string, control: HTMLElement): HTMLElement {
  return element("label", { class: "field" }, element("span", { text: name }), control);
}

function note(text: string): HTMLElement {
  return element("p", { class: "empty", text });
}
