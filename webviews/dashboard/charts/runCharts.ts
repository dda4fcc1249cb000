import type { ChartsUi } from "#webviews/shared/charts/chartsUi.ts";
import { ChartsView } from "#webviews/shared/charts/chartsView.ts";
import type { LineSource } from "#webviews/shared/charts/lineSource.ts";
import { SeriesSource } from "#webviews/shared/charts/seriesSource.ts";
import type { ChartColours } from "#webviews/shared/charts/theme.ts";
import { element } from "#webviews/shared/element.ts";

import { chartedMetric } from "../chartedMetric.ts";
import type { DashboardState, FromPage } from "../messages.ts";
import { t } from "../texts.ts";

export interface RunChartsOptions {
  readonly run: string;
  readonly state: DashboardState;
  readonly ui: ChartsUi;
  readonly post: (message: FromPage) => void;
  readonly onUi: (ui: ChartsUi) => void;
}

/** Curves of a run, of the training and of its machine, and the charts of the training. */
export class RunCharts {
  readonly root: HTMLElement;
  readonly training: LineSource;
  readonly machine: LineSource;
  readonly #sources: { readonly training: SeriesSource; readonly machine: SeriesSource };
  readonly #view: ChartsView;
  #connected = false;

  constructor({ run, state, ui, post, onUi }: RunChartsOptions) {
    const training = new SeriesSource(
      (request, query) => post({ type: "query", request, query }),
      "fail",
    );
    // Answers name the request only: those of the machine's curves count downwards.
    const machine = new SeriesSource((request, query) => {
      const series = query.series.map((one) => ({ ...one, source: "system" as const }));
      post({ type: "query", request: -request, query: { ...query, series } });
    }, "fail");
    this.#sources = { training, machine };
    this.training = linesOf(run, training);
    this.machine = linesOf(run, machine);
    const page = {
      ui,
      settings: state.settings,
      source: this.training,
      hasMetricAxis: false,
      controls: [],
      look: (_: string, { line }: ChartColours) => ({ label: "", colours: line, dash: [] }),
      onUi,
    };
    this.#view = new ChartsView(page);
    this.root = element("div", {}, this.#view.root);
  }

  update(state: DashboardState): void {
    const reconnected = state.connection === "live" && !this.#connected;
    this.#connected = state.connection === "live";
    if (reconnected) {
      this.#sources.training.reset();
      this.#sources.machine.reset();
    }
    this.#view.update(state.metrics.map(chartedMetric), state.settings);
    if (reconnected) this.#view.refresh();
    if (state.metrics.length > 0) return;
    this.#view.setEmptyText(
      state.run?.status === "running"
        ? t("No metric was logged yet. Charts appear with the first call of log().")
        : t("This run logged no metrics."),
    );
  }

  receive(answered: Parameters<SeriesSource["receive"]>[0]): void {
    const { request } = answered;
    if (request > 0) this.#sources.training.receive(answered);
    else this.#sources.machine.receive({ ...answered, request: -request });
  }

  dispose(): void {
    this.#view.dispose();
  }
}

function linesOf(run: string, source: SeriesSource): LineSource {
  return {
    async ask(key, request) {
      return [{ id: run, series: await source.ask({ run, key }, request) }];
    },
  };
}
