import type { Client } from "#core/client/client.ts";
import type { FeedListener, LiveFeed } from "#core/client/liveFeed.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import type { StoreEvent } from "#core/protocol/live.ts";
import type { MetricInfo } from "#core/protocol/metric.ts";
import type { RunDetail } from "#core/protocol/run.ts";

import { LogWindow } from "./logWindow.ts";
import { type ChartSettings, type DashboardState, FromPage, type ToPage } from "./messages.ts";
import { Refresher } from "./refresher.ts";

/** Milliseconds between two reads of one kind, and between two states posted for anything but points. */
const interval = 200;
const retryDelay = 2000;

/** The host's half of one dashboard: keeps the state of one run current and answers the page. No DOM, no Node. */
export class DashboardSession {
  readonly #client: Client;
  readonly #feed: LiveFeed;
  readonly #runId: string;
  readonly #post: (message: ToPage) => void;
  readonly #listening: { dispose(): void };
  readonly #log: LogWindow;
  readonly #state = new Refresher(() => this.#postState(), interval);
  readonly #readRun = new Refresher(() => this.#attempt(() => this.#loadRun()), interval);
  readonly #readMetrics = new Refresher(() => this.#attempt(() => this.#loadMetrics()), interval);
  readonly #readLog = new Refresher(() => this.#attempt(() => this.#log.follow()), interval);
  #settings: ChartSettings;
  #run: RunDetail | null = null;
  #metrics: readonly MetricInfo[] = [];
  #error: string | null = null;
  #loaded = false;
  #deleted = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(
    client: Client,
    feed: LiveFeed,
    runId: string,
    settings: ChartSettings,
    post: (message: ToPage) => void,
  ) {
    this.#client = client;
    this.#feed = feed;
    this.#runId = runId;
    this.#settings = settings;
    this.#post = post;
    this.#log = new LogWindow(client, runId);
    const listener: FeedListener = {
      onEvent: (event) => this.#onEvent(event),
      onReset: () => this.#reload(),
      onState: (state) => {
        if (state === "live") this.#reload();
        this.#state.flush();
      },
    };
    this.#listening = feed.listen(listener);
    void this.#start();
  }

  /** Takes what the page sent; anything that is not a message of it is ignored. `showViewerLog` is the host's. */
  receive(raw: unknown): void {
    const message = FromPage.safeParse(raw).data;
    if (!message || this.#disposed) return;
    if (message.type === "ready") this.#state.flush();
    else if (message.type === "query") void this.#answer(message);
    else if (message.type === "loadLog") {
      void this.#attempt(() => this.#log.loadOlder(message.before));
    }
  }

  setSettings(settings: ChartSettings): void {
    this.#settings = settings;
    this.#state.trigger();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#retry);
    this.#listening.dispose();
    for (const r of [this.#state, this.#readRun, this.#readMetrics, this.#readLog]) r.dispose();
  }

  /** Everything in one go, so that the first picture is a whole one. */
  async #start(): Promise<void> {
    await this.#attempt(() =>
      Promise.all([this.#loadRun(), this.#loadMetrics(), this.#log.follow()]),
    );
    this.#loaded = true;
    this.#state.flush();
  }

  #reload(): void {
    if (!this.#loaded || this.#disposed) return;
    this.#readRun.trigger();
    this.#readMetrics.trigger();
    this.#readLog.trigger();
  }

  #onEvent(event: StoreEvent): void {
    if (event.type === "run_created" || event.type === "run_changed") {
      if (event.run.id !== this.#runId) return;
      this.#deleted = false;
      this.#readRun.trigger();
    } else if (event.type === "indexing" || event.id !== this.#runId) {
      return;
    } else if (event.type === "run_deleted") {
      this.#deleted = true;
      this.#error = "This run was deleted from the store.";
      this.#state.trigger();
    } else if (event.type === "points_appended") {
      this.#readMetrics.trigger();
    } else {
      this.#readLog.trigger();
    }
  }

  async #loadRun(): Promise<void> {
    this.#run = await this.#client.getRun({ params: { id: this.#runId } });
  }

  /** First what a sample tells, where all of it has to be read yet. */
  async #loadMetrics(isSampleEnough = true): Promise<void> {
    const { metrics, preview } = await this.#client.listMetrics({
      params: { id: this.#runId },
      query: { preview: String(isSampleEnough) },
    });
    this.#metrics = metrics;
    if (preview === true) void this.#attempt(() => this.#loadMetrics(false));
    // New points do not wait for the interval of other changes.
    if (this.#loaded) this.#state.flush();
  }

  /** Runs a read and shows its outcome. A failure keeps what is shown and, unless the run is gone, is tried again. */
  async #attempt(read: () => Promise<unknown>): Promise<void> {
    try {
      await read();
      if (!this.#deleted) this.#error = null;
    } catch (error) {
      this.#deleted ||= RunicornError.is(error, "run_not_found");
      this.#error = sentence(error);
      clearTimeout(this.#retry);
      if (!this.#deleted && !this.#disposed) {
        this.#retry = setTimeout(() => this.#reload(), retryDelay);
      }
    }
    if (this.#loaded) this.#state.trigger();
  }

  async #answer(message: Extract<FromPage, { type: "query" }>): Promise<void> {
    const { request, query } = message;
    const answer = await this.#client.querySeries(query).then(
      (series) => ({ series, error: null }),
      (error: unknown) => ({ series: null, error: sentence(error) }),
    );
    if (!this.#disposed) this.#post({ type: "series", request, ...answer });
  }

  #postState(): void {
    if (this.#disposed) return;
    const state: DashboardState = {
      connection: this.#loaded ? this.#feed.state : "connecting",
      error: this.#error,
      run: withNewest(this.#run, this.#metrics),
      metrics: this.#metrics,
      log: this.#log.page,
      settings: this.#settings,
    };
    this.#post({ type: "state", state });
  }
}

/** The run as it is read knows its key metric of that moment; the metrics are newer. */
function withNewest(run: RunDetail | null, metrics: readonly MetricInfo[]): RunDetail | null {
  const shown = run?.key_metric;
  if (!run || shown?.aggregate !== "last") return run;
  const last = metrics.find(({ key }) => key === shown.key)?.last ?? null;
  return last === null ? run : { ...run, key_metric: { ...shown, value: last } };
}

function sentence(error: unknown): string {
  return RunicornError.is(error)
    ? error.message
    : `The viewer's answer could not be read (${error instanceof Error ? error.message : String(error)}).`;
}
