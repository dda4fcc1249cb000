import { axisKind } from "#webviews/shared/charts/axes/axis.ts";
import type { ChartMetric } from "#webviews/shared/charts/board/chartMetric.ts";
import type { ChartsUi } from "#webviews/shared/charts/board/chartsUi.ts";
import { ChartsView } from "#webviews/shared/charts/board/chartsView.ts";
import { type LineRun, RunLines } from "#webviews/shared/charts/data/runLines.ts";
import { stageMarks } from "#webviews/shared/charts/data/stageMarks.ts";
import type { SaveFile } from "#webviews/shared/charts/save/saveFile.ts";
import { element } from "#webviews/shared/element.ts";
import { formatNumber } from "#webviews/shared/format.ts";
import { Refresher } from "#webviews/shared/refresher.ts";

import type { ComparedRuns } from "./comparedRuns.ts";
import { GroupControls } from "./groupControls.ts";
import type { LineLooks } from "./lineLooks.ts";
import type { CompareState, FromPage, ToPage } from "./messages.ts";
import { groupChoices, groupValues } from "./runGrouping.ts";
import { nameOf } from "./runRow.ts";
import { t } from "./texts.ts";
import type { CompareUi } from "./uiState.ts";

/** Milliseconds between two updates of the charts: of fifty runs, each tells of its points by itself. */
const updateInterval = 100;

/** Named in the label of a chart for those who do not see it. */
const mostNamed = 10;

export interface CompareChartsOptions {
  readonly runs: ComparedRuns;
  readonly looks: LineLooks;
  readonly ui: () => CompareUi;
  readonly post: (message: FromPage) => void;
  readonly save: SaveFile | undefined;
  /** The reader set something. */
  readonly onUi: (change: Partial<CompareUi>) => void;
  /** Runs are grouped in another way. */
  readonly onGrouping: () => void;
  /** Colours of the theme are others. */
  readonly onColours: () => void;
  readonly onCount: (count: number) => void;
}

/** The metrics of several runs, those of one name over each other. */
export class CompareCharts {
  readonly root = element("div");
  readonly #options: CompareChartsOptions;
  readonly #lines: RunLines;
  readonly #grouping: GroupControls;
  readonly #newPoints = new Refresher(() => this.#draw(), updateInterval);
  /** Metrics with points that are not drawn yet. */
  readonly #grown = new Set<string>();
  readonly #growth = new Refresher(() => this.#drawGrowth(), updateInterval);
  /** Whether the metrics of all runs are there. */
  #wereKnown = false;
  #settings: CompareState["settings"] | undefined;
  #view: ChartsView | undefined;

  constructor(options: CompareChartsOptions) {
    this.#options = options;
    this.#lines = new RunLines({
      post: (source, request, query) => options.post({ type: "query", source, request, query }),
      runsOf: (key, axis) => this.#runsOf(key, axis),
      grouping: () => (options.ui().groupBy === null ? null : options.ui()),
      onLate: (key) => this.#view?.refresh(key),
    });
    this.#grouping = new GroupControls(options.ui(), (change) => {
      options.onUi(change);
      options.onGrouping();
      this.#view?.refresh();
    });
  }

  receive(message: Extract<ToPage, { type: "series" | "points" }>): void {
    if (message.type === "series") {
      this.#lines.receive(message.source, message);
      return;
    }
    for (const points of message.points) {
      this.#lines.append(message.ref, points);
      for (const { key } of points.series) this.#grown.add(key);
    }
    this.#growth.trigger();
  }

  /** What is known of the runs has changed. */
  update(settings: CompareState["settings"] | undefined): void {
    this.#settings = settings ?? this.#settings;
    const { all } = this.#options.runs;
    const areKnown = all.length > 0 && all.every(({ ref }) => this.#isKnown(ref));
    // Nobody waits for the first picture longer than for its last run.
    if (areKnown && !this.#wereKnown) this.#newPoints.flush();
    else this.#newPoints.trigger();
    this.#wereKnown = areKnown;
  }

  /** Configurations have changed, by which runs may be grouped. */
  updateValues(): void {
    this.#grouping.setChoices(groupChoices(this.#options.runs.values));
    if (this.#options.ui().groupBy !== null) this.#view?.refresh();
  }

  keepOnly(refs: ReadonlySet<string>): void {
    this.#lines.keepOnly(refs);
  }

  /** A source that was lost is there again. */
  reset(source: string): void {
    this.#lines.reset(source);
  }

  /** Other lines are to be drawn. */
  refresh(): void {
    this.#view?.refresh();
  }

  /** The same lines look otherwise. */
  redraw(): void {
    this.#view?.redraw();
  }

  point(line: string | null): void {
    this.#view?.point(line);
  }

  dispose(): void {
    this.#newPoints.dispose();
    this.#growth.dispose();
    this.#view?.dispose();
  }

  #isKnown(ref: string): boolean {
    return this.#options.runs.metricsOf(ref) !== undefined;
  }

  #draw(): void {
    if (!this.#settings) return;
    this.#view ??= this.#create(this.#settings);
    const { runs } = this.#options;
    const metrics = Array.from(runs.revisions, ([key, revision]) => this.#metric(key, revision));
    this.#view.update(metrics, this.#settings);
    this.#options.onCount(metrics.length);
    if (metrics.length > 0) return;
    const isWaiting = runs.all.some(({ run, error }) => !run && error === null);
    this.#view.setEmptyText(isWaiting ? null : t("None of these runs logged a metric yet."));
  }

  #drawGrowth(): void {
    for (const key of this.#grown) this.#view?.refresh(key);
    this.#grown.clear();
  }

  #create(settings: CompareState["settings"]): ChartsView {
    const { looks, ui, save, onUi, onColours } = this.#options;
    const view = new ChartsView({
      ui: ui(),
      settings,
      source: this.#lines,
      controls: [this.#grouping.root],
      look: (id, colours) => looks.look(id, colours),
      save,
      onUi: (charts: ChartsUi) => onUi(charts),
      onColours: (colours) => {
        looks.setColours(colours);
        onColours();
      },
    });
    this.root.replaceChildren(view.root);
    return view;
  }

  #metric(key: string, revision: number): ChartMetric {
    const { runs } = this.#options;
    return {
      key,
      version: String(revision),
      // What the first run that says anything of it says.
      definition: () =>
        runs.all
          .map(({ ref }) => runs.metric(ref, key))
          .find((metric) => metric?.x ?? metric?.unit ?? metric?.description) ?? {},
      describe: (axis) => {
        const having = runs.all.flatMap((run) => {
          const metric = runs.metric(run.ref, key);
          const hasPlace = axisKind(axis) !== "metric" || runs.metric(run.ref, axis);
          if (!metric || !hasPlace) return [];
          const value = metric.last === null ? "–" : formatNumber(metric.last);
          return [t("{run} last {value}", { run: nameOf(run), value })];
        });
        const more = having.length - mostNamed;
        const named = having.slice(0, mostNamed).join(", ");
        return {
          last: "",
          stats: t("{n} of {total} runs", { n: having.length, total: runs.all.length }),
          summary: more > 0 ? t("{named} and {more} more", { named, more }) : named,
          notes: [],
        };
      },
    };
  }

  #runsOf(key: string, axis: string): LineRun[] {
    const { runs, ui } = this.#options;
    const { hidden, groupBy } = ui();
    const now = Date.now() / 1000;
    return runs.all.flatMap((run): LineRun[] => {
      const { ref, source, id } = run;
      const metric = runs.metric(ref, key);
      if (!metric || hidden.includes(ref)) return [];
      const values = groupValues(groupBy, run, runs.valuesOf(ref), now);
      const isLost = run.connection === "lost";
      const clock = axis === "time" ? run.clockOffset : 0;
      const { points, best, firstAt } = metric;
      const { clockOffset } = run;
      const over = axisKind(axis) === "metric" ? "step" : axis;
      const stages = stageMarks(runs.stagesOf(ref), over, { firstAt, clockOffset });
      const axisVersion = runs.metric(ref, axis)?.version;
      const version = `${metric.version}@${clock}`;
      const line = { ref, source, run: id, isLost, values, version, points, stages };
      return [
        {
          ...line,
          ...(typeof best === "number" && { best }),
          ...(axisVersion !== undefined && { axisVersion }),
        },
      ];
    });
  }
}
