import type { Client } from "#core/client/client.ts";
import type { LiveFeed } from "#core/client/liveFeed.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import type { StoreEvent } from "#core/protocol/live.ts";
import type { MetricInfo, Stage } from "#core/protocol/metric.ts";
import type { RunDetail } from "#core/protocol/run.ts";

import { Refresher } from "./refresher.ts";
import { sentenceOf } from "./sentenceOf.ts";

export interface RunWatchOptions {
  readonly client: Pick<Client, "getRun" | "listMetrics">;
  readonly feed: LiveFeed;
  readonly run: string;
  /** Milliseconds between two reads of one kind. */
  readonly interval: number;
  /** What is known has changed; `points`: there are new ones, so nobody should wait. */
  onChange(what: "run" | "points"): void;
}

type Listed = Awaited<ReturnType<Client["listMetrics"]>>;

const retryDelay = 2000;

/** Keeps what is known of one run current: itself and its metrics. Ends when disposed of. */
export class RunWatch {
  readonly #options: RunWatchOptions;
  readonly #listening: { dispose(): void };
  readonly #readRun: Refresher;
  readonly #readMetrics: Refresher;
  #run: RunDetail | null = null;
  #metrics: readonly MetricInfo[] = [];
  #stages: readonly Stage[] = [];
  #error: string | null = null;
  #loaded = false;
  #deleted = false;
  /** The reading of all metrics of a run that is not indexed yet: one at a time, however often it is asked for. */
  #whole: Promise<void> | undefined;
  /** Counts answers that are no sample: one that was asked for before such an answer says less than that. */
  #exact = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(options: RunWatchOptions) {
    this.#options = options;
    const { feed, interval } = options;
    this.#readRun = new Refresher(() => this.attempt(() => this.#loadRun()), interval);
    this.#readMetrics = new Refresher(() => this.attempt(() => this.#loadMetrics()), interval);
    this.#listening = feed.listen({
      onEvent: (event) => this.#onEvent(event),
      onReset: () => this.reload(),
      onState: (state) => {
        if (state === "live") this.reload();
      },
    });
  }

  /** With the newest value of its key metric. Null before it was read, and where it cannot be. */
  get run(): RunDetail | null {
    return withNewest(this.#run, this.#metrics);
  }

  get metrics(): readonly MetricInfo[] {
    return this.#metrics;
  }

  /** Where its stages begin. */
  get stages(): readonly Stage[] {
    return this.#stages;
  }

  /** A sentence for the reader, where something could not be read. */
  get error(): string | null {
    return this.#error;
  }

  get isDeleted(): boolean {
    return this.#deleted;
  }

  /** Reads everything for the first time. Never rejects: see `error`. */
  async start(): Promise<void> {
    await this.attempt(() => Promise.all([this.#loadRun(), this.#loadMetrics()]));
    this.#loaded = true;
  }

  /** Asks for everything again. */
  reload(): void {
    if (!this.#loaded || this.#disposed) return;
    this.#readRun.trigger();
    this.#readMetrics.trigger();
  }

  /** Runs a read and notes its outcome. A failure keeps what is known and, unless the run is gone, all is tried again. */
  async attempt(read: () => Promise<unknown>): Promise<void> {
    try {
      await read();
      if (!this.#deleted) this.#error = null;
    } catch (error) {
      this.#deleted ||= RunicornError.is(error, "run_not_found");
      this.#error = sentenceOf(error);
      clearTimeout(this.#retry);
      if (!this.#deleted && !this.#disposed) {
        this.#retry = setTimeout(() => this.reload(), retryDelay);
      }
    }
    if (this.#loaded) this.#tell("run");
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#retry);
    this.#listening.dispose();
    this.#readRun.dispose();
    this.#readMetrics.dispose();
  }

  #onEvent(event: StoreEvent): void {
    if (event.type === "run_created" || event.type === "run_changed") {
      if (event.run.id !== this.#options.run) return;
      this.#deleted = false;
      this.#readRun.trigger();
    } else if (event.type === "indexing") {
      // Runs that the first look at a store finds are not told of one by one.
      if (event.done !== event.total) return;
      this.#deleted = false;
      this.reload();
    } else if (event.id !== this.#options.run) {
      return;
    } else if (event.type === "run_deleted") {
      this.#deleted = true;
      this.#error = "This run was deleted from the store.";
      this.#tell("run");
    } else if (event.type === "points_appended") {
      this.#readMetrics.trigger();
    }
  }

  async #loadRun(): Promise<void> {
    const { client, run } = this.#options;
    this.#run = await client.getRun({ params: { id: run } });
  }

  /** First what a sample tells, where all of it has to be read yet. */
  async #loadMetrics(): Promise<void> {
    const before = this.#exact;
    const listed = await this.#list(true);
    if (listed.preview !== true) {
      this.#take(listed);
      return;
    }
    if (before === this.#exact) this.#show(listed);
    if (this.#whole) return;
    this.#whole = this.attempt(async () => this.#take(await this.#list(false))).finally(
      () => (this.#whole = undefined),
    );
  }

  #list(isSampleEnough: boolean) {
    const { client, run } = this.#options;
    const query = { preview: String(isSampleEnough) };
    return client.listMetrics({ params: { id: run }, query });
  }

  #take(listed: Listed): void {
    this.#exact += 1;
    this.#show(listed);
  }

  #show({ metrics, stages }: Listed): void {
    this.#metrics = metrics;
    // A sample says nothing of them, nor does a viewer of an earlier version.
    this.#stages = stages ?? this.#stages;
    if (this.#loaded) this.#tell("points");
  }

  #tell(what: "run" | "points"): void {
    if (!this.#disposed) this.#options.onChange(what);
  }
}

/** The run as it is read knows its key metric of that moment; the metrics of a run that goes on are newer. */
function withNewest(run: RunDetail | null, metrics: readonly MetricInfo[]): RunDetail | null {
  const shown = run?.key_metric;
  if (!run || !shown || (shown.aggregate === "best" && run.status !== "running")) return run;
  const value = metrics.find(({ key }) => key === shown.key)?.[shown.aggregate] ?? null;
  return value === null ? run : { ...run, key_metric: { ...shown, value } };
}
