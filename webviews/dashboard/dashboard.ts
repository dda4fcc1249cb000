import { ChartsView } from "#webviews/shared/charts/chartsView.ts";
import { SeriesSource } from "#webviews/shared/charts/seriesSource.ts";
import { element, icon, setText } from "#webviews/shared/element.ts";
import { formatStep } from "#webviews/shared/format.ts";
import { Tabs } from "#webviews/shared/tabs.ts";

import { chartedMetric } from "./chartedMetric.ts";
import { ConfigTable } from "./configTable.ts";
import { LogTail } from "./logTail.ts";
import type { DashboardState, FromPage, ToPage } from "./messages.ts";
import { RunHeader } from "./runHeader.ts";
import { SummaryTable } from "./summaryTable.ts";
import { parseUiState, type Tab, type UiState } from "./uiState.ts";

/** What stands behind the page: the editor, or the session in the same browser page. */
export interface DashboardHost {
  post(message: FromPage): void;
  listen(listener: (message: ToPage) => void): { dispose(): void };
  /** What `keep` was last called with, in this page or an earlier one. */
  kept(): unknown;
  keep(ui: UiState): void;
  /** Whether `showViewerLog` does something. */
  readonly hasViewerLog: boolean;
}

/** Shows one run in `root` until it is disposed. */
export function mountDashboard(root: HTMLElement, host: DashboardHost): { dispose(): void } {
  const dashboard = new Dashboard(root, host);
  return { dispose: () => dashboard.dispose() };
}

class Dashboard {
  readonly #host: DashboardHost;
  readonly #root: HTMLElement;
  readonly #header = new RunHeader();
  readonly #connection = element("span", { class: "connection", attributes: { role: "status" } });
  readonly #error = element("div", {
    class: "notice error page-error",
    attributes: { role: "alert", hidden: true },
  });
  readonly #chartsPanel = element("div");
  readonly #configPanel: HTMLElement;
  readonly #config = new ConfigTable();
  readonly #summary = new SummaryTable();
  readonly #log: LogTail;
  readonly #tabs: Tabs<Tab>;
  readonly #listening: { dispose(): void };
  #ui: UiState;
  #connected = false;
  #charts: { view: ChartsView; source: SeriesSource } | undefined;

  constructor(root: HTMLElement, host: DashboardHost) {
    this.#root = root;
    this.#host = host;
    this.#ui = parseUiState(host.kept());
    this.#configPanel = element(
      "div",
      { class: "tables" },
      this.#config.root,
      ...this.#summary.roots,
    );
    this.#log = new LogTail((before) => host.post({ type: "loadLog", before }));
    this.#tabs = new Tabs<Tab>(
      [
        { id: "charts", label: "Charts", panel: this.#chartsPanel },
        { id: "config", label: "Config & Summary", panel: this.#configPanel },
        { id: "log", label: "Log", panel: this.#log.root },
      ],
      this.#ui.tab,
      (tab) => {
        this.#keep({ ...this.#ui, tab });
        this.#root.dataset["tab"] = tab;
        if (tab === "log") this.#log.onShown();
      },
    );
    root.classList.add("dashboard");
    root.dataset["tab"] = this.#ui.tab;
    root.replaceChildren(
      this.#header.root,
      this.#error,
      element("div", { class: "tab-row" }, this.#tabs.root, this.#connection),
      this.#chartsPanel,
      this.#configPanel,
      this.#log.root,
    );
    this.#listening = host.listen((message) => {
      if (message.type === "state") this.#update(message.state);
      else this.#charts?.source.receive(message);
    });
    host.post({ type: "ready" });
  }

  dispose(): void {
    this.#listening.dispose();
    this.#header.dispose();
    this.#charts?.view.dispose();
    this.#root.replaceChildren();
  }

  #update(state: DashboardState): void {
    this.#showConnection(state);
    this.#showError(state.error);
    this.#header.update(state.run);
    if (!state.run) return;
    this.#charts ??= this.#createCharts(state.run.id, state);
    const reconnected = state.connection === "live" && !this.#connected;
    this.#connected = state.connection === "live";
    if (reconnected) this.#charts.source.reset();
    this.#charts.view.update(state.metrics.map(chartedMetric), state.settings);
    if (reconnected) this.#charts.view.refresh();
    if (state.metrics.length === 0) {
      this.#charts.view.setEmptyText(
        state.run.status === "running"
          ? "No metric was logged yet. Charts appear with the first call of log()."
          : "This run logged no metrics.",
      );
    }
    this.#tabs.setCount("charts", formatStep(state.metrics.length));
    this.#config.update(state.run);
    this.#summary.update(state.run);
    this.#log.update(state.log);
  }

  #createCharts(runId: string, state: DashboardState): { view: ChartsView; source: SeriesSource } {
    const source = new SeriesSource((request, query) => {
      this.#host.post({ type: "query", request, query });
    }, "fail");
    const view = new ChartsView({
      ui: this.#ui,
      settings: state.settings,
      source: {
        async ask(key, request) {
          return [{ id: runId, series: await source.ask({ run: runId, key }, request) }];
        },
      },
      hasMetricAxis: false,
      controls: [],
      look: (_, { line }) => ({ label: "", colours: line, dash: [] }),
      onUi: (ui) => this.#keep({ ...ui, tab: this.#ui.tab }),
    });
    this.#chartsPanel.replaceChildren(view.root);
    return { view, source };
  }

  #keep(ui: UiState): void {
    this.#ui = ui;
    this.#host.keep(ui);
  }

  #showConnection({ connection, run }: DashboardState): void {
    const live = connection === "live" && run?.status === "running";
    const text = connection === "lost" ? "Reconnecting to the viewer…" : live ? "Live" : "";
    if (this.#connection.textContent === text) return;
    this.#connection.className = `connection connection-${connection}`;
    this.#connection.replaceChildren(
      ...(text === "" ? [] : [icon(live ? "circle-filled" : "debug-disconnect"), text]),
    );
  }

  #showError(error: string | null): void {
    this.#error.hidden = error === null;
    if (error === null) return;
    if (this.#error.childElementCount === 0) {
      this.#error.replaceChildren(
        ...[
          icon("error"),
          element("span"),
          this.#host.hasViewerLog
            ? element("button", {
                class: "link",
                text: "Show viewer log",
                attributes: { type: "button" },
                on: { click: () => this.#host.post({ type: "showViewerLog" }) },
              })
            : null,
        ].filter((part) => part !== null),
      );
    }
    const text = this.#error.querySelector("span:nth-child(2)");
    if (text) setText(text, error);
  }
}
