import type { Client } from "#core/client/client.ts";
import type { LiveFeed } from "#core/client/liveFeed.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import type { StoreEvent } from "#core/protocol/live.ts";
import { type LogBar, hasTotal } from "#core/protocol/timeLeft.ts";
import { newPoints } from "#webviews/shared/charts/data/newPoints.ts";
import type { ChartSettings } from "#webviews/shared/messages.ts";
import { queryByOurClock } from "#webviews/shared/queryByOurClock.ts";
import { Refresher } from "#webviews/shared/refresher.ts";
import type { RunPlace } from "#webviews/shared/runPlace.ts";
import { RunWatch } from "#webviews/shared/runWatch.ts";
import { sentenceOf } from "#webviews/shared/sentenceOf.ts";

import { parseBar } from "./log/progressBar.ts";
import { type DashboardState, FromPage, type ToPage, type Versions } from "./messages.ts";
import type { PageCall } from "./pageRoutes.ts";

/** Milliseconds between two reads of one kind, and between two states posted for anything but points. */
const interval = 200;
/** The same between two looks at the end of a log, and as many lines are looked at. */
const barInterval = 2000;
const barLines = 20;

/** The host's half of one dashboard: keeps the state of one run current and answers the page. No DOM, no Node. */
export class DashboardSession {
  readonly #client: Client;
  readonly #feed: LiveFeed;
  readonly #runId: string;
  readonly #post: (message: ToPage) => void;
  readonly #place: RunPlace | undefined;
  readonly #listening: readonly { dispose(): void }[];
  readonly #watch: RunWatch;
  readonly #state = new Refresher(() => this.#postState(), interval);
  readonly #barReading = new Refresher(() => this.#readBar(), barInterval);
  #bar: LogBar | null = null;
  #versions: Versions = { log: 0, events: 0, system: 0 };
  #settings: ChartSettings;
  /** Since when there has been no way to the run, in milliseconds by our clock; null while there is one. */
  #awaySince: number | null = null;
  #loaded = false;
  #disposed = false;

  constructor(
    client: Client,
    feed: LiveFeed,
    runId: string,
    settings: ChartSettings,
    post: (message: ToPage) => void,
    place?: RunPlace,
  ) {
    this.#place = place;
    this.#client = client;
    this.#feed = feed;
    this.#runId = runId;
    this.#settings = settings;
    this.#post = post;
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
    const listening = feed.listen({
      onEvent: (event) => this.#onEvent(event),
      onReset: () => this.#changed("log", "events", "system"),
      onState: (state) => {
        if (state === "live") this.#changed("log", "events", "system");
        this.#state.flush();
      },
    });
    const moved = place?.onChange(() => this.#state.trigger());
    const wanted = feed.wantPoints(runId);
    this.#listening = moved ? [listening, wanted, moved] : [listening, wanted];
    void this.#start();
  }

  /** Takes what the page sent; anything that is not a message of it is ignored. What is left out here is the host's. */
  receive(raw: unknown): void {
    const message = FromPage.safeParse(raw).data;
    if (!message || this.#disposed) return;
    if (message.type === "ready") this.#state.flush();
    else if (message.type === "query") void this.#answer(message);
    else if (message.type === "call") void this.#call(message);
  }

  setSettings(settings: ChartSettings): void {
    this.#settings = settings;
    this.#state.trigger();
  }

  dispose(): void {
    this.#disposed = true;
    const parts = [...this.#listening, this.#watch, this.#state, this.#barReading];
    for (const part of parts) part.dispose();
  }

  /** Everything in one go, so that the first picture is a whole one. */
  async #start(): Promise<void> {
    await this.#watch.start();
    this.#loaded = true;
    this.#state.flush();
    this.#barReading.trigger();
  }

  /** Looks for a progress bar at the end of the log of a run that says nowhere else how far it is. */
  async #readBar(): Promise<void> {
    const { run } = this.#watch;
    if (this.#disposed || run?.status !== "running" || hasTotal(run)) return;
    const query = { tail: "true", limit: barLines };
    const page = await this.#client
      .readLogs({ params: { id: this.#runId }, query })
      .catch(() => null);
    if (page === null) return;
    const found = page.lines.map(parseBar).findLast((bar) => bar !== null);
    this.#bar = found ? { ...found, at: Date.now() / 1000 + this.#ahead } : null;
    this.#state.trigger();
  }

  #changed(...kinds: readonly (keyof Versions)[]): void {
    const next = { ...this.#versions };
    for (const kind of kinds) next[kind] += 1;
    this.#versions = next;
    this.#state.trigger();
    if (kinds.includes("log")) this.#barReading.trigger();
  }

  #onEvent(event: StoreEvent): void {
    if (event.type === "indexing") {
      if (event.done === event.total) this.#changed("log", "events", "system");
    } else if (!("id" in event) || event.id !== this.#runId) return;
    else if (event.type === "log_appended") this.#changed("log");
    else if (event.type === "events_appended") this.#changed("events");
    else if (event.type === "points_appended" && event.source === "system") this.#changed("system");
    else if (this.#loaded) {
      const points = newPoints(event, this.#runId, this.#ahead);
      if (points.length > 0) this.#post({ type: "points", points });
    }
  }

  async #call({ request, route, call }: PageCall): Promise<void> {
    const answered = await this.#ask(route, call).then(
      (answer) => ({ answer, error: null }),
      (error: unknown) => ({ answer: null, error: sentenceOf(error) }),
    );
    if (!this.#disposed) this.#post({ type: "answer", request, ...answered });
    if (route === "editRun" && answered.error === null) this.#watch.reload();
  }

  #ask(route: PageCall["route"], call: PageCall["call"]): Promise<unknown> {
    if (route === "editRun" && call.params?.["id"] !== this.#runId) {
      return Promise.reject(new RunicornError("invalid_request", "A page edits its own run only."));
    }
    const method = this.#client[route] as (call: PageCall["call"]) => Promise<unknown>;
    return method(call);
  }

  async #answer(message: Extract<FromPage, { type: "query" }>): Promise<void> {
    const { request, query } = message;
    const answer = await queryByOurClock(this.#client, query, this.#ahead).then(
      (series) => ({ series, error: null }),
      (error: unknown) => ({ series: null, error: sentenceOf(error) }),
    );
    if (!this.#disposed) this.#post({ type: "series", request, ...answer });
  }

  /** Seconds the run's machine is ahead of this one. */
  get #ahead(): number {
    return (this.#place?.clockOffsetMs ?? 0) / 1000;
  }

  #connection(): DashboardState["connection"] {
    if (this.#place?.isAway === true) return this.#place.isLeft === true ? "left" : "lost";
    return this.#loaded ? this.#feed.state : "connecting";
  }

  #postState(): void {
    if (this.#disposed) return;
    const { run, metrics, stages } = this.#watch;
    // Of a machine that is away the page says so; that it did not answer on its way there is no news.
    const error = this.#place?.isAway === true && run !== null ? null : this.#watch.error;
    const connection = this.#connection();
    const isAway = connection === "left" || connection === "lost";
    this.#awaySince = isAway ? (this.#awaySince ?? Date.now()) : null;
    const state: DashboardState = {
      connection,
      knownUntil: this.#awaySince === null ? null : this.#awaySince / 1000 + this.#ahead,
      host: this.#place?.host ?? null,
      clockOffset: this.#ahead,
      error,
      run,
      metrics,
      stages,
      bar: run?.status === "running" ? this.#bar : null,
      versions: this.#versions,
      settings: this.#settings,
    };
    this.#post({ type: "state", state });
  }
}
