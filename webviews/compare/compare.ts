import { acceptRuns } from "#webviews/shared/acceptRuns.ts";
import { downloadFile, type SaveFile } from "#webviews/shared/charts/save/saveFile.ts";
import { element } from "#webviews/shared/element.ts";
import { formatStep } from "#webviews/shared/format.ts";
import { skipLink } from "#webviews/shared/skipLink.ts";
import { Tabs } from "#webviews/shared/tabs.ts";

import { AnalysisView } from "./analysis/analysisView.ts";
import { CallsBySource } from "./callsBySource.ts";
import { CodeTab } from "./code/codeTab.ts";
import { CompareCharts } from "./compareCharts.ts";
import { ComparedRuns } from "./comparedRuns.ts";
import { CapturedRuns } from "./environment/capturedRuns.ts";
import { EnvironmentTab } from "./environment/environmentTab.ts";
import { LineLooks } from "./lineLooks.ts";
import { FilesBySource } from "./media/filesBySource.ts";
import { MediaTab } from "./media/mediaTab.ts";
import type { ComparedRun, CompareState, FromPage, RunMetric, ToPage } from "./messages.ts";
import { groupValues } from "./runGrouping.ts";
import { RunPanel } from "./runPanel.ts";
import { nameOf } from "./runRow.ts";
import { t } from "./texts.ts";
import { type CompareUi, parseCompareUi, type Tab } from "./uiState.ts";
import type { ComparedColumn } from "./values/comparedColumn.ts";
import { DiffTools } from "./values/diffTools.ts";
import { ValuesTab } from "./values/valuesTab.ts";

/** What stands behind the page: the editor, or the session in the same browser page. */
export interface CompareHost {
  post(message: FromPage): void;
  listen(listener: (message: ToPage) => void): { dispose(): void };
  /** What `keep` was last called with, in this page or an earlier one. */
  kept(): unknown;
  keep(ui: CompareUi): void;
  /** The source whose runs the page itself offers; undefined where `pickRuns` asks the reader. */
  readonly offered?: string;
  /** The address of the page of all runs; undefined where the editor leads there. */
  readonly allRuns?: string;
  /** How the page saves files; as downloads, where nothing else is said. */
  readonly save?: SaveFile;
  /** The address of a file of a run, where the page may ask for it by itself. */
  readonly fileUrl?: (run: string, path: string) => string;
}

/** Shows several runs in `root` until it is disposed of. */
export function mountCompare(root: HTMLElement, host: CompareHost): { dispose(): void } {
  const page = new ComparePage(root, host);
  return { dispose: () => page.dispose() };
}

class ComparePage {
  readonly #root: HTMLElement;
  readonly #host: CompareHost;
  readonly #runs = new ComparedRuns();
  readonly #looks = new LineLooks();
  readonly #calls: CallsBySource;
  readonly #panel: RunPanel;
  readonly #charts: CompareCharts;
  readonly #analysis: AnalysisView;
  readonly #tools: DiffTools;
  readonly #values = new ValuesTab();
  readonly #environment: EnvironmentTab;
  readonly #code: CodeTab;
  readonly #media: MediaTab;
  readonly #tabs: Tabs<Tab>;
  readonly #listening: { dispose(): void };
  readonly #dropping: { dispose(): void };
  #ui: CompareUi;
  #drawnLooks = "";
  /** How the connection of each run was. */
  #connections = new Map<string, string>();

  constructor(root: HTMLElement, host: CompareHost) {
    this.#root = root;
    this.#host = host;
    this.#ui = parseCompareUi(host.kept());
    this.#calls = new CallsBySource((call) => host.post(call));
    this.#panel = this.#createPanel();
    this.#charts = new CompareCharts({
      runs: this.#runs,
      looks: this.#looks,
      ui: () => this.#ui,
      post: (message) => host.post(message),
      save: host.save,
      onUi: (change) => this.#keep(change),
      onGrouping: () => this.#show(),
      onColours: () => this.#show(),
      onCount: (count) => this.#tabs.setCount("charts", formatStep(count)),
    });
    this.#analysis = new AnalysisView({
      ui: this.#ui.analysis,
      onUi: (analysis) => this.#keep({ analysis }),
      save: host.save ?? downloadFile,
      showOnly: (refs) => {
        const others = this.#runs.all.filter(({ ref }) => !refs.includes(ref));
        this.#hide(others.map(({ ref }) => ref));
      },
      hide: (refs) => this.#hide([...new Set([...this.#ui.hidden, ...refs])]),
      showAll: () => this.#hide([]),
      open: (ref) => host.post({ type: "openRun", ref }),
    });
    this.#tools = new DiffTools(this.#ui, {
      change: (change) => {
        this.#keep(change);
        this.#showTab();
      },
      search: () => this.#showTab(),
    });
    const callsOf = (source: string) => this.#calls.of(source);
    const files = new FilesBySource(callsOf, host.fileUrl);
    const captured = new CapturedRuns(callsOf, () => this.#showTab());
    this.#environment = new EnvironmentTab(captured);
    this.#code = new CodeTab({
      pair: { left: this.#ui.codeLeft, right: this.#ui.codeRight },
      captured,
      onPair: ({ left, right }) => this.#keep({ codeLeft: left, codeRight: right }),
      readCopy: ({ source, id }, path) => files.text(source, id, path),
    });
    this.#media = new MediaTab({
      step: this.#ui.mediaStep,
      callsOf,
      files: (source) => files.of(source),
      onStep: (mediaStep) => this.#keep({ mediaStep }),
      onSave: (ref, path) => host.post({ type: "saveFile", ref, path }),
      onBrowser:
        host.fileUrl === undefined ? (ref) => host.post({ type: "openInBrowser", ref }) : undefined,
      onCount: (count) => this.#tabs.setCount("media", count === 0 ? "" : formatStep(count)),
    });
    const pages = [
      { id: "charts", label: t("Charts"), panel: this.#charts.root },
      { id: "analysis", label: t("Analysis"), panel: this.#analysis.root },
      { id: "values", label: t("Config & Summary"), panel: this.#values.root },
      { id: "environment", label: t("Environment"), panel: this.#environment.root },
      { id: "code", label: t("Code"), panel: this.#code.root },
      { id: "media", label: t("Media"), panel: this.#media.root },
    ] as const;
    this.#tabs = new Tabs<Tab>(pages, this.#ui.tab, (tab) => {
      this.#keep({ tab });
      this.#showTab();
    });
    root.classList.add("compare");
    const main = element(
      "main",
      { class: "compare-main" },
      element("div", { class: "tab-row" }, this.#tabs.root),
      this.#tools.root,
      ...pages.map(({ panel }) => panel),
    );
    root.replaceChildren(skipLink(t("Skip the list of runs"), main), this.#panel.root, main);
    this.#showTab();
    this.#listening = host.listen((message) => this.#take(message));
    this.#dropping = acceptRuns(root, () => host.post({ type: "dropRuns" }));
    host.post({ type: "ready" });
  }

  dispose(): void {
    this.#listening.dispose();
    this.#dropping.dispose();
    this.#charts.dispose();
    this.#analysis.dispose();
    this.#media.dispose();
    this.#root.replaceChildren();
  }

  #createPanel(): RunPanel {
    const host = this.#host;
    const { offered, allRuns } = host;
    return new RunPanel({
      allRuns,
      toggle: (ref) => this.#hide(toggled(this.#ui.hidden, ref)),
      showAlone: (ref) => this.#showAlone(ref),
      showAll: () => this.#hide([]),
      open: (ref) => host.post({ type: "openRun", ref }),
      remove: (ref) => host.post({ type: "removeRun", ref }),
      point: (ref) => {
        this.#charts.point(ref === null ? null : this.#looks.lineOf(ref));
        this.#analysis.point(ref);
      },
      add:
        offered === undefined
          ? () => host.post({ type: "pickRuns" })
          : {
              client: this.#calls.of(offered),
              except: () => this.#runs.all.map(({ id }) => id),
              onPick: ({ id }) => host.post({ type: "addRun", source: offered, run: id }),
            },
    });
  }

  #take(message: ToPage): void {
    if (message.type === "series" || message.type === "points") {
      this.#charts.receive(message);
      return;
    }
    if (message.type === "answer") {
      this.#calls.receive(message.source, message);
      return;
    }
    this.#runs.take(message);
    if (message.type === "state") this.#takeState(message.state);
    if (message.type === "values") this.#charts.updateValues();
    if (message.type === "metrics") this.#showTab();
    else this.#show();
    if (message.type !== "values") {
      this.#charts.update(message.type === "state" ? message.state.settings : undefined);
    }
  }

  #takeState({ runs }: CompareState): void {
    const refs = runs.map(({ ref }) => ref);
    const slots = this.#looks.place(refs, this.#ui.slots);
    const changed = JSON.stringify(refs) !== JSON.stringify(this.#ui.runs);
    if (changed || JSON.stringify(slots) !== JSON.stringify(this.#ui.slots)) {
      const { hidden, baseline } = this.#ui;
      this.#keep({
        runs: refs,
        slots,
        hidden: hidden.filter((ref) => refs.includes(ref)),
        baseline: baseline !== null && refs.includes(baseline) ? baseline : null,
      });
      this.#charts.keepOnly(new Set(refs));
    }
    const before = this.#connections;
    this.#connections = new Map(runs.map(({ ref, connection }) => [ref, connection]));
    const isBack = runs.filter(
      ({ ref, connection }) => connection === "live" && before.get(ref) !== "live",
    );
    const wasLost = isBack.filter(({ ref }) => before.get(ref) === "lost");
    // What was asked of a host that was gone is never answered.
    for (const source of new Set(wasLost.map((run) => run.source))) {
      this.#charts.reset(source);
      this.#calls.askAgain(source);
    }
    if (changed || isBack.length > 0) this.#charts.refresh();
  }

  #show(): void {
    const { groupBy, colourBy, dashBy, hidden } = this.#ui;
    const now = Date.now() / 1000;
    const valuesIn = (field: string | null) =>
      field === null
        ? null
        : (run: ComparedRun) => groupValues(field, run, this.#runs.valuesOf(run.ref), now);
    const groups = this.#looks.arrange(this.#runs.all, hidden, valuesIn(groupBy), {
      colour: valuesIn(colourBy),
      dash: valuesIn(dashBy),
    });
    this.#panel.update(groups);
    const looks = this.#looks.text;
    if (looks !== this.#drawnLooks) this.#charts.redraw();
    this.#drawnLooks = looks;
    this.#showTab();
  }

  /** Fills what is in sight; what is not reads nothing. */
  #showTab(): void {
    const { tab, allValues } = this.#ui;
    const isDiff = tab === "values" || tab === "environment";
    this.#tools.root.hidden = !isDiff;
    const shown = this.#runs.all.filter(({ ref }) => !this.#ui.hidden.includes(ref));
    if (tab === "analysis") {
      this.#showAnalysis(shown);
    } else if (isDiff) {
      const names = this.#runs.all.map((run) => [run.ref, nameOf(run)]);
      this.#tools.setRuns(Object.fromEntries(names) as Record<string, string>, this.#ui.baseline);
      const view = { isAll: allValues, search: this.#tools.search };
      (tab === "values" ? this.#values : this.#environment).update(this.#columns(), view);
    } else if (tab === "code") this.#code.update(this.#runs.all);
    else if (tab === "media") {
      this.#media.update(shown.map((run) => ({ run, swatch: this.#looks.swatch(run) })));
    }
  }

  #showAnalysis(shown: readonly ComparedRun[]): void {
    const plotted = shown.map((run) => ({
      ref: run.ref,
      name: nameOf(run),
      swatch: this.#looks.swatch(run),
    }));
    const known = shown.map(({ ref, run }) => ({
      ref,
      run,
      values: this.#runs.valuesOf(ref),
      metrics: this.#runs.metricsOf(ref) ?? new Map<string, RunMetric>(),
    }));
    this.#analysis.update({ plotted, known, hidden: this.#runs.all.length - shown.length });
  }

  /** The runs shown, and the baseline before them. */
  #columns(): ComparedColumn[] {
    const { hidden, baseline } = this.#ui;
    const shown = this.#runs.all.filter(({ ref }) => ref === baseline || !hidden.includes(ref));
    return shown
      .toSorted((a, b) => Number(b.ref === baseline) - Number(a.ref === baseline))
      .map((run) => ({
        run,
        name: nameOf(run),
        swatch: this.#looks.swatch(run),
        isBaseline: run.ref === baseline,
        values: this.#runs.valuesOf(run.ref),
        metrics: this.#runs.metricsOf(run.ref),
      }));
  }

  #showAlone(ref: string): void {
    const others = this.#runs.all.map((run) => run.ref).filter((other) => other !== ref);
    const isAlone = others.every((other) => this.#ui.hidden.includes(other));
    this.#hide(isAlone && !this.#ui.hidden.includes(ref) ? [] : others);
  }

  #hide(hidden: readonly string[]): void {
    this.#keep({ hidden });
    this.#show();
    this.#charts.refresh();
  }

  #keep(change: Partial<CompareUi>): void {
    this.#ui = { ...this.#ui, ...change };
    this.#host.keep(this.#ui);
  }
}

function toggled(all: readonly string[], one: string): string[] {
  return all.includes(one) ? all.filter((other) => other !== one) : [...all, one];
}
