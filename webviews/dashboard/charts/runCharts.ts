import type { Client } from "#core/client/client.ts";
import { axisKind } from "#webviews/shared/charts/axes/axis.ts";
import type { ChartsUi } from "#webviews/shared/charts/board/chartsUi.ts";
import { ChartsView } from "#webviews/shared/charts/board/chartsView.ts";
import type { LineSource } from "#webviews/shared/charts/data/lineSource.ts";
import { type LineRun, RunLines } from "#webviews/shared/charts/data/runLines.ts";
import { SeriesSource } from "#webviews/shared/charts/data/seriesSource.ts";
import { type StageMark, stageMarks } from "#webviews/shared/charts/data/stageMarks.ts";
import type { SaveFile } from "#webviews/shared/charts/save/saveFile.ts";
import type { ChartColours } from "#webviews/shared/charts/theme.ts";
import { element } from "#webviews/shared/element.ts";

import { chartedMetric } from "../chartedMetric.ts";
import type { DashboardState, FromPage, ToPage } from "../messages.ts";
import { t } from "../texts.ts";
import { RunHistograms } from "./runHistograms.ts";

export interface RunChartsOptions {
  readonly client: Pick<Client, "listEvents">;
  readonly run: string;
  readonly state: DashboardState;
  readonly ui: ChartsUi;
  readonly post: (message: FromPage) => void;
  readonly save: SaveFile | undefined;
  readonly onUi: (ui: ChartsUi) => void;
}

/** Curves of a run, of the training and of its machine, and the charts of the training. */
export class RunCharts {
  readonly root: HTMLElement;
  readonly training: LineSource;
  readonly machine: LineSource;
  readonly #training: RunLines;
  readonly #machine: SeriesSource;
  readonly #view: ChartsView;
  readonly #histograms: RunHistograms;
  #events = -1;
  readonly #run: string;
  #state: DashboardState;
  #connected = false;

  constructor({ client, run, state, ui, post, save, onUi }: RunChartsOptions) {
    this.#run = run;
    this.#state = state;
    this.#training = new RunLines({
      post: (_, request, query) => post({ type: "query", request, query }),
      runsOf: (key, axis) => this.#runOf(key, axis),
      grouping: () => null,
      onLate: (key) => this.#view.refresh(key),
    });
    // Answers name the request only: those of the machine's curves count downwards.
    const machine = new SeriesSource((request, query) => {
      const series = query.series.map((one) => ({ ...one, source: "system" as const }));
      post({ type: "query", request: -request, query: { ...query, series } });
    }, "fail");
    this.#machine = machine;
    this.training = this.#training;
    this.machine = linesOf(run, machine, (axis) => this.#stagesOn(axis, null));
    const page = {
      ui,
      settings: state.settings,
      source: this.training,
      controls: [],
      look: (_: string, { line }: ChartColours) => ({
        label: "",
        colours: line,
        dash: [],
        ...(this.#state.run && { status: this.#state.run.status }),
      }),
      save,
      onUi,
      onColours: () => this.#histograms.redraw(),
    };
    this.#view = new ChartsView(page);
    this.#histograms = new RunHistograms(client, run);
    this.root = element(
      "div",
      {},
      this.#view.root,
      element("div", { class: "charts" }, this.#histograms.root),
    );
  }

  update(state: DashboardState): void {
    const reconnected = state.connection === "live" && !this.#connected;
    this.#connected = state.connection === "live";
    if (reconnected) {
      this.#training.reset(source);
      this.#machine.reset();
    }
    if (reconnected || state.versions.events !== this.#events) void this.#histograms.load();
    this.#events = state.versions.events;
    const hasEnded = state.run?.status !== this.#state.run?.status;
    const hasNewStage = state.stages.length !== this.#state.stages.length;
    this.#state = state;
    if (hasEnded) this.#view.redraw();
    // Also of a metric that is not logged in it, such as the loss during an evaluation.
    if (hasNewStage) this.#view.refresh();
    this.#view.update(state.metrics.map(chartedMetric), state.settings);
    if (reconnected) this.#view.refresh();
    if (state.metrics.length > 0) return;
    this.#view.setEmptyText(
      state.run?.status === "running"
        ? t("No metric was logged yet. Charts appear with the first call of log().")
        : t("This run logged no metrics."),
    );
  }

  receive(message: Extract<ToPage, { type: "series" | "points" }>): void {
    if (message.type === "points") {
      for (const points of message.points) {
        this.#training.append(this.#run, points);
        for (const { key } of points.series) this.#view.refresh(key);
      }
      return;
    }
    const { request } = message;
    if (request > 0) this.#training.receive(source, message);
    else this.#machine.receive({ ...message, request: -request });
  }

  dispose(): void {
    this.#view.dispose();
    this.#histograms.dispose();
  }

  #stagesOn(axis: string, firstAt: number | null): StageMark[] {
    const { stages, clockOffset } = this.#state;
    return stageMarks(stages, axis, { firstAt, clockOffset });
  }

  #runOf(key: string, axis: string): LineRun[] {
    const metric = this.#state.metrics.find((one) => one.key === key);
    if (!metric) return [];
    const { count, nan, pos_inf: above, neg_inf: below, best } = metric;
    const { version } = chartedMetric(metric);
    const points = count + nan + above + below;
    const over = this.#state.metrics.find((one) => one.key === axis);
    const stages = this.#stagesOn(
      axisKind(axis) === "metric" ? "step" : axis,
      metric.first_at ?? null,
    );
    const line = { ref: this.#run, source, run: this.#run, isLost: false, values: [], stages };
    return [
      {
        ...line,
        version,
        points,
        ...(typeof best === "number" && { best }),
        ...(over && { axisVersion: chartedMetric(over).version }),
      },
    ];
  }
}

/** There is one: the viewer of the run. */
const source = "";

/** Curves of the machine: their steps are none of the training's, so its stages have a place over time only. */
function linesOf(
  run: string,
  source: SeriesSource,
  stagesOn: (axis: string) => readonly StageMark[],
): LineSource {
  return {
    async ask(key, request) {
      const series = await source.ask({ run, key }, request);
      return [{ id: run, series, stages: request.x === "time" ? stagesOn(request.x) : [] }];
    },
  };
}
