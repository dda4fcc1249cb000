import type { MenuItem } from "#webviews/shared/charts/board/menu.ts";
import type { SaveFile } from "#webviews/shared/charts/save/saveFile.ts";
import { element } from "#webviews/shared/element.ts";
import { Refresher } from "#webviews/shared/refresher.ts";

import { AnalysisToolbar } from "./analysisToolbar.ts";
import type { AnalysisUi, LineColour } from "./analysisUi.ts";
import { axesChoice, logChoice } from "./axesChoice.ts";
import { barPlot } from "./barPlot.ts";
import { chooseColumns, type ChosenColumns, othersOf } from "./chosenColumns.ts";
import { importanceTable } from "./importanceTable.ts";
import { type KnownRun, outcomeColumns } from "./outcomeColumns.ts";
import { parallelPlot } from "./parallelPlot.ts";
import { parameterColumns } from "./parameterColumns.ts";
import type { Plot } from "./plot.ts";
import { plotMenu, titleOf } from "./plotMenu.ts";
import { PlotNotes } from "./plotNotes.ts";
import { PlotSurface } from "./plotSurface.ts";
import type { PlottedRun } from "./plottedRun.ts";
import { scatterPlot, toggled } from "./scatterPlot.ts";
import { SelectionBar, type SelectionActions } from "./selectionBar.ts";
import { t } from "./texts.ts";

/** So many lines have a colour of their own. */
const mostColours = 10;
/** Milliseconds: of fifty runs, each tells of its points by itself. */
const drawInterval = 100;

export interface AnalysisViewOptions extends Omit<SelectionActions, "clear"> {
  readonly ui: AnalysisUi;
  readonly onUi: (ui: AnalysisUi) => void;
  readonly save: SaveFile;
}

/** What is shown of several runs. */
export interface AnalysedRuns {
  /** As they look. */
  readonly plotted: readonly PlottedRun[];
  readonly known: readonly KnownRun[];
  /** Runs of the comparison that are not shown. */
  readonly hidden: number;
}

/** What the parameters of several runs have to do with what came out of them. */
export class AnalysisView {
  readonly root = element("div", { class: "analysis" });
  readonly #options: AnalysisViewOptions;
  readonly #toolbar: AnalysisToolbar;
  readonly #notes = new PlotNotes();
  readonly #selection: SelectionBar;
  /** Of what was asked for, how it went. */
  readonly #told = element("p", { class: "analysis-note", attributes: { role: "status" } });
  readonly #surface: PlotSurface;
  readonly #news = new Refresher(() => this.#take(), drawInterval);
  #ui: AnalysisUi;
  #runs: AnalysedRuns = { plotted: [], known: [], hidden: 0 };
  #parameters: ChosenColumns["parameters"] = [];
  #outcomes: ChosenColumns["outcomes"] = [];
  #picked: ReadonlySet<string> = new Set();
  #plot: Plot | undefined;
  #shown = "";

  constructor(options: AnalysisViewOptions) {
    this.#options = options;
    this.#ui = options.ui;
    this.#toolbar = new AnalysisToolbar(this.#ui.kind, {
      set: (change) => this.#set(change),
      axes: () => this.#axesChoice(),
      menu: () => this.#menu(),
    });
    const changing = (act: (refs: readonly string[]) => void) => (refs: readonly string[]) => {
      // Stretches are those of axes that are others then.
      this.#choose({ picked: new Set(), brushes: {} });
      act(refs);
    };
    this.#selection = new SelectionBar({
      showOnly: changing((refs) => options.showOnly(refs)),
      hide: changing((refs) => options.hide(refs)),
      showAll: () => options.showAll(),
      open: (ref) => options.open(ref),
      clear: () => this.#choose({ picked: new Set(), brushes: {} }),
    });
    this.#surface = new PlotSurface({
      onFree: () => this.#draw(),
      onClick: (ref) => this.#pick(toggled(this.#picked, ref)),
      onDoubleClick: (ref) => options.open(ref),
    });
    this.root.append(
      this.#toolbar.root,
      this.#notes.root,
      this.#told,
      this.#selection.root,
      this.#surface.root,
    );
  }

  /** Where other runs are shown, or something else is known of them. */
  update(runs: AnalysedRuns): void {
    this.#runs = runs;
    this.#news.trigger();
  }

  /** Marks a run that the reader points to elsewhere. */
  point(ref: string | null): void {
    this.#surface.point(ref);
  }

  dispose(): void {
    this.#news.dispose();
    this.#surface.dispose();
  }

  #take(): void {
    const { plotted, known } = this.#runs;
    this.#parameters = parameterColumns(known);
    this.#outcomes = outcomeColumns(known);
    const refs = new Set(plotted.map(({ ref }) => ref));
    if ([...this.#picked].some((ref) => !refs.has(ref))) {
      this.#picked = new Set([...this.#picked].filter((ref) => refs.has(ref)));
    }
    this.#draw();
  }

  #set(change: Partial<AnalysisUi>): void {
    this.#ui = { ...this.#ui, ...change };
    this.#options.onUi(this.#ui);
    this.#told.textContent = "";
    this.#draw();
  }

  #pick(refs: readonly string[]): void {
    this.#choose({ picked: new Set(refs), brushes: this.#ui.brushes });
  }

  #choose({
    picked,
    brushes,
  }: Pick<AnalysisUi, "brushes"> & { readonly picked: ReadonlySet<string> }): void {
    this.#picked = picked;
    this.#set({ brushes });
  }

  /** Draws anew where it would look otherwise: points of live runs come ten times a second. */
  #draw(): void {
    const { width } = this.#surface;
    if (width === 0) return;
    const { kind, brushes, logs } = this.#ui;
    const { plotted, hidden } = this.#runs;
    const columns = this.#columns;
    const { outcome } = columns;
    const lineColour = this.#lineColour;
    this.#toolbar.update({ kind, ...columns, lineColour });
    const others = othersOf(kind, columns);
    this.#notes.update({ runs: plotted, outcome, others, isGapped: kind === "parallel" });
    const used = [
      ...others,
      ...(kind === "importance" ? columns.parameters : []),
      ...(outcome ? [outcome] : []),
    ];
    const values = used.map(({ id, label, values }) => [id, label, [...values]]);
    const look = [kind, width, lineColour, brushes, logs, [...this.#picked]];
    const text = JSON.stringify([look, plotted, values]);
    if (text !== this.#shown) {
      this.#shown = text;
      this.#plot = this.#made(columns, width);
      this.#surface.show(this.#plot?.root ?? nothing());
    }
    const { chosen = null, hint = "" } = this.#plot ?? {};
    this.#selection.update({ chosen, hint, shown: plotted.length, hidden });
  }

  #made({ x, outcome, axes, parameters }: ChosenColumns, width: number): Plot | undefined {
    const { kind, brushes, logs } = this.#ui;
    const { plotted: runs } = this.#runs;
    const picked = this.#picked;
    const onOpen = (ref: string): void => this.#options.open(ref);
    if (!outcome) return undefined;
    if (kind === "bar") return barPlot(runs, outcome, onOpen);
    if (kind === "importance") return importanceTable(parameters, outcome);
    if (kind === "scatter") {
      const onPick = (refs: readonly string[]): void => this.#pick(refs);
      return x && scatterPlot({ runs, x, y: outcome, width, logs, picked, onPick, onOpen });
    }
    return parallelPlot({
      runs,
      columns: axes,
      outcome,
      width,
      lineColour: this.#lineColour,
      logs,
      brushes,
      picked,
      onBrush: (column, brush) => {
        const { [column]: _, ...others } = this.#ui.brushes;
        // A stretch that was drawn and not kept is taken away, too.
        this.#shown = "";
        this.#set({ brushes: brush ? { ...others, [column]: brush } : others });
      },
    });
  }

  get #columns(): ChosenColumns {
    return chooseColumns(this.#parameters, this.#outcomes, this.#ui);
  }

  get #lineColour(): LineColour {
    const usual = this.#runs.plotted.length > mostColours ? "outcome" : "run";
    return this.#ui.lineColour ?? usual;
  }

  #axesChoice(): HTMLElement {
    const { across, x, outcome, axes } = this.#columns;
    const { kind, logs } = this.#ui;
    const onLog = (id: string, isLog: boolean): void => {
      this.#set({ logs: { ...this.#ui.logs, [id]: isLog } });
    };
    if (kind === "scatter") {
      const both = [x, outcome].filter((column) => column !== undefined);
      return logChoice(both, { logs, onLog });
    }
    return axesChoice({
      offered: across.filter((column) => column !== outcome),
      chosen: axes.map(({ id }) => id),
      logs,
      onChoose: (chosen) => this.#set({ axes: chosen }),
      onLog,
    });
  }

  #menu(): readonly MenuItem[] {
    const plot = this.#plot;
    if (!plot) return [];
    const { kind } = this.#ui;
    const isByRun = kind === "scatter" || (kind === "parallel" && this.#lineColour === "run");
    return plotMenu({
      plot,
      title: titleOf(kind, this.#columns),
      legend: isByRun ? this.#runs.plotted : [],
      save: this.#options.save,
      tell: (text) => (this.#told.textContent = text),
    });
  }
}

function nothing(): HTMLElement {
  return element("p", { class: "empty", text: t("None of these runs has a value to be shown.") });
}
