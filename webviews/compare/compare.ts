import type { ChartMetric } from "#webviews/shared/charts/chartMetric.ts";
import type { ChartsUi } from "#webviews/shared/charts/chartsUi.ts";
import { ChartsView } from "#webviews/shared/charts/chartsView.ts";
import { type LineRun, RunLines } from "#webviews/shared/charts/runLines.ts";
import { element } from "#webviews/shared/element.ts";
import { formatStep } from "#webviews/shared/format.ts";
import { Refresher } from "#webviews/shared/refresher.ts";
import { Tabs } from "#webviews/shared/tabs.ts";

import { ComparedRuns } from "./comparedRuns.ts";
import { GroupControls } from "./groupControls.ts";
import { LineLooks } from "./lineLooks.ts";
import { type CompareState, type FromPage, type ToPage } from "./messages.ts";
import { groupChoices, groupValues } from "./runGrouping.ts";
import { RunPanel } from "./runPanel.ts";
import { nameOf } from "./runRow.ts";
import { type CompareUi, parseCompareUi, type Tab } from "./uiState.ts";
import { ValuesView } from "./valuesView.ts";

/** What stands behind the page: the editor, or the session in the same browser page. */
export interface CompareHost {
  post(message: FromPage): void;
  listen(listener: (message: ToPage) => void): { dispose(): void };
  /** What `keep` was last called with, in this page or an earlier one. */
  kept(): unknown;
  keep(ui: CompareUi): void;
  /** Whether `pickRuns` does something. */
  readonly canPick: boolean;
}

/** Shows several runs in `root` until it is disposed of. */
export function mountCompare(root: HTMLElement, host: CompareHost): { dispose(): void } {
  const page = new ComparePage(root, host);
  return { dispose: () => page.dispose() };
}

/** Milliseconds between two updates of the charts: of fifty runs, each tells of its points by itself. */
const updateInterval = 100;

/** Named in the label of a chart for those who do not see it. */
const mostNamed = 10;

class ComparePage {
  readonly #root: HTMLElement;
  readonly #host: CompareHost;
  readonly #runs = new ComparedRuns();
  readonly #looks = new LineLooks();
  readonly #lines: RunLines;
  readonly #panel: RunPanel;
  readonly #grouping: GroupControls;
  readonly #values: ValuesView;
  readonly #chartsPanel = element("div");
  readonly #tabs: Tabs<Tab>;
  readonly #listening: { dispose(): void };
  readonly #newPoints = new Refresher(() => this.#updateCharts(), updateInterval);
  /** Metrics with points that are not drawn yet. */
  readonly #grown = new Set<string>();
  readonly #growth = new Refresher(() => this.#drawGrowth(), updateInterval);
  #ui: CompareUi;
  #settings: CompareState["settings"] | undefined;
  #charts: ChartsView | undefined;
  #drawnLooks = "";
  /** How the connection of each run was. */
  #connections = new Map<string, string>();

  constructor(root: HTMLElement, host: CompareHost) {
    this.#root = root;
    this.#host = host;
    this.#ui = parseCompareUi(host.kept());
    this.#lines = new RunLines({
      post: (source, request, query) => host.post({ type: "query", source, request, query }),
      runsOf: (key, axis) => this.#runsOf(key, axis),
      grouping: () => (this.#ui.groupBy === null ? null : this.#ui),
      onLate: (key) => this.#charts?.refresh(key),
    });
    this.#panel = new RunPanel({
      toggle: (ref) => this.#hide(toggled(this.#ui.hidden, ref)),
      showAlone: (ref) => this.#showAlone(ref),
      showAll: () => this.#hide([]),
      open: (ref) => host.post({ type: "openRun", ref }),
      remove: (ref) => host.post({ type: "removeRun", ref }),
      point: (ref) => this.#charts?.point(ref === null ? null : this.#looks.lineOf(ref)),
      pick: host.canPick ? () => host.post({ type: "pickRuns" }) : undefined,
    });
    this.#grouping = new GroupControls(this.#ui, (change) => {
      this.#keep(change);
      this.#show();
      this.#charts?.refresh();
    });
    this.#values = new ValuesView(this.#ui.allValues, (allValues) => {
      this.#keep({ allValues });
      this.#showValues();
    });
    this.#tabs = new Tabs<Tab>(
      [
        { id: "charts", label: "Charts", panel: this.#chartsPanel },
        { id: "values", label: "Config & Summary", panel: this.#values.root },
      ],
      this.#ui.tab,
      (tab) => {
        this.#keep({ tab });
        this.#showValues();
      },
    );
    root.classList.add("compare");
    root.replaceChildren(
      this.#panel.root,
      element(
        "main",
        { class: "compare-main" },
        element("div", { class: "tab-row" }, this.#tabs.root),
        this.#chartsPanel,
        this.#values.root,
      ),
    );
    this.#listening = host.listen((message) => this.#take(message));
    host.post({ type: "ready" });
  }

  dispose(): void {
    this.#listening.dispose();
    this.#newPoints.dispose();
    this.#growth.dispose();
    this.#charts?.dispose();
    this.#root.replaceChildren();
  }

  #take(message: ToPage): void {
    if (message.type === "series") {
      this.#lines.receive(message.source, message);
      return;
    }
    if (message.type === "points") {
      for (const points of message.points) {
        this.#lines.append(message.ref, points.key, points);
        this.#grown.add(points.key);
      }
      this.#growth.trigger();
      return;
    }
    this.#runs.take(message);
    if (message.type === "state") this.#takeState(message.state);
    if (message.type === "values") {
      this.#grouping.setChoices(groupChoices(this.#runs.values));
      if (this.#ui.groupBy !== null) this.#charts?.refresh();
    }
    if (message.type !== "metrics") this.#show();
    if (message.type !== "values") this.#newPoints.trigger();
  }

  #takeState({ runs, settings }: CompareState): void {
    this.#settings = settings;
    const refs = runs.map(({ ref }) => ref);
    const slots = this.#looks.place(refs, this.#ui.slots);
    const changed = JSON.stringify(refs) !== JSON.stringify(this.#ui.runs);
    if (changed || JSON.stringify(slots) !== JSON.stringify(this.#ui.slots)) {
      this.#keep({
        runs: refs,
        slots,
        hidden: this.#ui.hidden.filter((ref) => refs.includes(ref)),
      });
      this.#lines.keepOnly(new Set(refs));
    }
    const before = this.#connections;
    this.#connections = new Map(runs.map(({ ref, connection }) => [ref, connection]));
    const isBack = runs.filter(
      ({ ref, connection }) => connection === "live" && before.get(ref) !== "live",
    );
    for (const source of new Set(isBack.map((run) => run.source))) this.#lines.reset(source);
    if (changed || isBack.length > 0) this.#charts?.refresh();
  }

  #show(): void {
    const { groupBy, hidden } = this.#ui;
    const now = Date.now() / 1000;
    const groups = this.#looks.arrange(this.#runs.all, hidden, (run) =>
      groupBy === null ? null : groupValues(groupBy, run, this.#runs.valuesOf(run.ref), now),
    );
    this.#panel.update(groups);
    const looks = this.#looks.text;
    if (looks !== this.#drawnLooks) this.#charts?.redraw();
    this.#drawnLooks = looks;
    this.#showValues();
  }

  #showValues(): void {
    if (this.#ui.tab !== "values") return;
    const shown = this.#runs.all.filter(({ ref }) => !this.#ui.hidden.includes(ref));
    this.#values.update(
      shown.map((run) => ({
        run,
        name: nameOf(run),
        values: this.#runs.valuesOf(run.ref),
        swatch: this.#looks.swatch(run),
      })),
    );
  }

  #updateCharts(): void {
    if (!this.#settings) return;
    this.#charts ??= this.#createCharts(this.#settings);
    const metrics = Array.from(this.#runs.revisions, ([key, revision]) =>
      this.#chartMetric(key, revision),
    );
    this.#charts.update(metrics, this.#settings);
    this.#tabs.setCount("charts", formatStep(metrics.length));
    if (metrics.length > 0) return;
    const isWaiting = this.#runs.all.some(({ run, error }) => !run && error === null);
    this.#charts.setEmptyText(isWaiting ? null : "None of these runs logged a metric yet.");
  }

  #drawGrowth(): void {
    for (const key of this.#grown) this.#charts?.refresh(key);
    this.#grown.clear();
  }

  #createCharts(settings: CompareState["settings"]): ChartsView {
    const view = new ChartsView({
      ui: this.#ui,
      settings,
      source: this.#lines,
      controls: [this.#grouping.root],
      look: (id, colours) => this.#looks.look(id, colours),
      onUi: (ui: ChartsUi) => this.#keep(ui),
      onColours: (colours) => {
        this.#looks.setColours(colours);
        this.#show();
      },
    });
    this.#chartsPanel.replaceChildren(view.root);
    return view;
  }

  #chartMetric(key: string, revision: number): ChartMetric {
    return {
      key,
      version: String(revision),
      describe: () => {
        const having = this.#runs.all.flatMap((run) => {
          const metric = this.#runs.metric(run.ref, key);
          return metric ? [`${nameOf(run)} last ${metric.last}`] : [];
        });
        const more = having.length - mostNamed;
        const named = having.slice(0, mostNamed).join(", ");
        return {
          last: "",
          stats: `${having.length} of ${this.#runs.all.length} runs`,
          summary: more > 0 ? `${named} and ${more} more` : named,
          notes: [],
        };
      },
    };
  }

  #runsOf(key: string, axis: string): LineRun[] {
    const now = Date.now() / 1000;
    return this.#runs.all.flatMap((run): LineRun[] => {
      const { ref, source, id } = run;
      const metric = this.#runs.metric(ref, key);
      if (!metric || this.#ui.hidden.includes(ref)) return [];
      const values = groupValues(this.#ui.groupBy, run, this.#runs.valuesOf(ref), now);
      const isLost = run.connection === "lost";
      const clock = axis === "time" ? run.clockOffset : 0;
      const { points, best } = metric;
      const version = `${metric.version}@${clock}`;
      const line = { ref, source, run: id, isLost, values, version, points };
      return [{ ...line, ...(typeof best === "number" && { best }) }];
    });
  }

  #showAlone(ref: string): void {
    const others = this.#runs.all.map((run) => run.ref).filter((other) => other !== ref);
    const isAlone = others.every((other) => this.#ui.hidden.includes(other));
    this.#hide(isAlone && !this.#ui.hidden.includes(ref) ? [] : others);
  }

  #hide(hidden: readonly string[]): void {
    this.#keep({ hidden });
    this.#show();
    this.#charts?.refresh();
  }

  #keep(change: Partial<CompareUi>): void {
    this.#ui = { ...this.#ui, ...change };
    this.#host.keep(this.#ui);
  }
}

function toggled(all: readonly string[], one: string): string[] {
  return all.includes(one) ? all.filter((other) => other !== one) : [...all, one];
}
