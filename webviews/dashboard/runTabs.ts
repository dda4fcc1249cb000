import type { RunDetail } from "#core/protocol/run.ts";
import { formatStep } from "#webviews/shared/format.ts";
import { MediaFiles } from "#webviews/shared/media/mediaFiles.ts";

import { RunCharts } from "./charts/runCharts.ts";
import { CodeTab } from "./code/codeTab.ts";
import type { DashboardHost } from "./dashboard.ts";
import { EventsTab } from "./events/eventsTab.ts";
import { FilesTab } from "./files/filesTab.ts";
import { LogPane } from "./log/logPane.ts";
import { LogPlaces } from "./log/logPlaces.ts";
import { RankedLog } from "./log/rankedLog.ts";
import { MediaTab } from "./media/mediaTab.ts";
import type { DashboardState, ToPage } from "./messages.ts";
import { OverviewTab } from "./overview/overviewTab.ts";
import type { RunCalls } from "./pageRoutes.ts";
import { SystemTab } from "./system/systemTab.ts";
import type { Tab, UiState } from "./uiState.ts";

export interface RunTabsOptions {
  readonly run: RunDetail;
  readonly state: DashboardState;
  readonly ui: UiState;
  readonly host: DashboardHost;
  readonly client: RunCalls;
  readonly panels: Readonly<Record<Tab, HTMLElement>>;
  readonly setCount: (tab: Tab, count: string) => void;
  readonly onUi: (change: Partial<UiState>) => void;
}

/** What is below the tabs of a run. Made once the run is known; what is out of sight reads nothing. */
export class RunTabs {
  readonly #options: RunTabsOptions;
  readonly #charts: RunCharts;
  readonly #overview: OverviewTab;
  readonly #log: LogPane;
  readonly #media: MediaTab;
  readonly #system: SystemTab;
  readonly #events: EventsTab;
  readonly #files: FilesTab;
  readonly #code: CodeTab;
  #state: DashboardState;

  constructor(options: RunTabsOptions) {
    const { state, ui, host, client, panels, onUi, setCount } = options;
    const { id } = options.run;
    this.#options = options;
    this.#state = state;
    const count = (tab: Tab) => (n: number) => setCount(tab, n === 0 ? "" : formatStep(n));
    const files = new MediaFiles(client, host.fileUrl);
    const inEditor = <T>(act: T): T | undefined => (host.isEditor ? act : undefined);
    this.#charts = new RunCharts({
      client,
      run: id,
      state,
      ui,
      save: host.save,
      post: (message) => host.post(message),
      onUi: (charts) => onUi(charts),
    });
    this.#overview = new OverviewTab(
      client,
      id,
      inEditor(() => host.post({ type: "pickOtherRun" })),
    );
    const log = new RankedLog(client, id, ui.logRank);
    this.#log = new LogPane({
      log,
      run: id,
      onRank: (logRank) => onUi({ logRank }),
      find: (target) => {
        const places = new LogPlaces(log.client, this.#state.run ?? options.run);
        return target.kind === "time"
          ? places.ofTime(target.secondOfDay)
          : places.ofStep(target.step, this.#state.metrics);
      },
    });
    this.#media = new MediaTab({
      client,
      files,
      run: id,
      onSave: (run, path) => host.post({ type: "saveFile", run, path }),
      onBrowser: inEditor((run: string) => host.post({ type: "openInBrowser", run })),
      onCount: count("media"),
    });
    this.#system = new SystemTab({
      client,
      run: id,
      settings: state.settings,
      training: this.#charts.training,
      machine: this.#charts.machine,
      kept: ui.system,
      save: host.save,
      onUi: (system) => onUi({ system }),
    });
    this.#events = new EventsTab(client, id, count("events"));
    this.#files = new FilesTab({
      client,
      files,
      run: id,
      onSave: (path) => host.post({ type: "saveFile", run: id, path }),
      onBrowser: inEditor(() => host.post({ type: "openInBrowser", run: id })),
      onCount: count("files"),
    });
    this.#code = new CodeTab({
      client,
      files,
      run: id,
      onOpenEntry: inEditor(() => host.post({ type: "openEntryFile" })),
      onOpenPatch: inEditor(() => host.post({ type: "showPatch" })),
    });
    panels.overview.replaceChildren(this.#overview.root);
    panels.charts.replaceChildren(this.#charts.root);
    panels.log.replaceChildren(this.#log.root);
    panels.media.replaceChildren(this.#media.root);
    panels.system.replaceChildren(this.#system.root);
    panels.events.replaceChildren(this.#events.root);
    panels.files.replaceChildren(this.#files.root);
    panels.code.replaceChildren(this.#code.root);
  }

  update(state: DashboardState): void {
    this.#state = state;
    if (!state.run) return;
    const { versions, metrics, settings } = state;
    this.#charts.update(state);
    this.#options.setCount("charts", formatStep(metrics.length));
    this.#overview.update(state.run, state);
    this.#log.update(versions.log);
    this.#media.update(versions.events);
    this.#events.update(versions.events);
    this.#system.update(versions.system, metrics, settings);
  }

  receive(message: Extract<ToPage, { type: "series" | "points" | "otherRun" }>): void {
    if (message.type === "otherRun") this.#overview.receive(message);
    else this.#charts.receive(message);
  }

  show(tab: Tab): void {
    if (tab === "overview") this.#overview.onShown();
    else if (tab === "log") this.#log.onShown();
    else if (tab === "media") this.#media.onShown();
    else if (tab === "system") this.#system.onShown();
    else if (tab === "files") void this.#files.onShown();
    else if (tab === "code") void this.#code.onShown();
  }

  hide(tab: Tab): void {
    if (tab === "log") this.#log.onHidden();
    else if (tab === "media") this.#media.onHidden();
    else if (tab === "system") this.#system.onHidden();
  }

  dispose(): void {
    for (const part of [this.#charts, this.#log, this.#media, this.#system, this.#files]) {
      part.dispose();
    }
  }
}
