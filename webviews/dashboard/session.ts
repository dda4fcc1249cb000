import type { Client } from "#core/client/client.ts";
import type { LiveFeed } from "#core/client/liveFeed.ts";
import type { StoreEvent } from "#core/protocol/live.ts";
import type { ChartSettings } from "#webviews/shared/messages.ts";
import { Refresher } from "#webviews/shared/refresher.ts";
import { RunWatch } from "#webviews/shared/runWatch.ts";
import { sentenceOf } from "#webviews/shared/sentenceOf.ts";

import { LogWindow } from "./logWindow.ts";
import { type DashboardState, FromPage, type ToPage } from "./messages.ts";

/** Milliseconds between two reads of one kind, and between two states posted for anything but points. */
const interval = 200;

/** The host's half of one dashboard: keeps the state of one run current and answers the page. No DOM, no Node. */
export class DashboardSession {
  readonly #client: Client;
  readonly #feed: LiveFeed;
  readonly #runId: string;
  readonly #post: (message: ToPage) => void;
  readonly #listening: { dispose(): void };
  readonly #log: LogWindow;
  readonly #watch: RunWatch;
  readonly #state = new Refresher(() => this.#postState(), interval);
  readonly #readLog: Refresher;
  #settings: ChartSettings;
  #loaded = false;
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
    this.#watch = new RunWatch({
      client,
      feed,
      run: runId,
      interval,
      onChange: (what) => {
        if (!this.#loaded) return;
        // New points do not wait for the interval of other changes.
        if (what === "points") this.#state.flush();
        else this.#state.trigger();
      },
    });
    this.#readLog = new Refresher(() => this.#watch.attempt(() => this.#log.follow()), interval);
    this.#listening = feed.listen({
      onEvent: (event) => this.#onEvent(event),
      onReset: () => this.#reload(),
      onState: (state) => {
        if (state === "live") this.#reload();
        this.#state.flush();
      },
    });
    void this.#start();
  }

  /** Takes what the page sent; anything that is not a message of it is ignored. `showViewerLog` is the host's. */
  receive(raw: unknown): void {
    const message = FromPage.safeParse(raw).data;
    if (!message || this.#disposed) return;
    if (message.type === "ready") this.#state.flush();
    else if (message.type === "query") void this.#answer(message);
    else if (message.type === "loadLog") {
      void this.#watch.attempt(() => this.#log.loadOlder(message.before));
    }
  }

  setSettings(settings: ChartSettings): void {
    this.#settings = settings;
    this.#state.trigger();
  }

  dispose(): void {
    this.#disposed = true;
    this.#listening.dispose();
    for (const part of [this.#watch, this.#state, this.#readLog]) part.dispose();
  }

  /** Everything in one go, so that the first picture is a whole one. */
  async #start(): Promise<void> {
    await Promise.all([this.#watch.start(), this.#watch.attempt(() => this.#log.follow())]);
    this.#loaded = true;
    this.#state.flush();
  }

  #reload(): void {
    if (this.#loaded && !this.#disposed) this.#readLog.trigger();
  }

  #onEvent(event: StoreEvent): void {
    if (event.type === "indexing" && event.done === event.total) this.#reload();
    else if (event.type === "log_appended" && event.id === this.#runId) this.#readLog.trigger();
  }

  async #answer(message: Extract<FromPage, { type: "query" }>): Promise<void> {
    const { request, query } = message;
    const answer = await this.#client.querySeries(query).then(
      (series) => ({ series, error: null }),
      (error: unknown) => ({ series: null, error: sentenceOf(error) }),
    );
    if (!this.#disposed) this.#post({ type: "series", request, ...answer });
  }

  #postState(): void {
    if (this.#disposed) return;
    const { run, metrics, error } = this.#watch;
    const state: DashboardState = {
      connection: this.#loaded ? this.#feed.state : "connecting",
      error,
      run,
      metrics,
      log: this.#log.page,
      settings: this.#settings,
    };
    this.#post({ type: "state", state });
  }
}
