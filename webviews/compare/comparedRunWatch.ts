import type { MetricInfo, Stage } from "#core/protocol/metric.ts";
import type { RunDetail } from "#core/protocol/run.ts";
import { type PointRows, newPoints } from "#webviews/shared/charts/data/newPoints.ts";
import { RunWatch } from "#webviews/shared/runWatch.ts";

import type { ComparedRun, RunName } from "./messages.ts";
import type { RunSource, RunSources } from "./runSource.ts";

/** Keeps one of several runs current while its source is there, and keeps what was last known of it while it is not. */
export class ComparedRunWatch {
  readonly name: RunName;
  readonly ref: string;
  readonly #sources: RunSources;
  readonly #interval: number;
  readonly #onChange: (run: ComparedRunWatch, what: "run" | "points") => void;
  readonly #onPoints: (run: ComparedRunWatch, points: readonly PointRows[]) => void;
  #source: RunSource | undefined;
  #watch: RunWatch | undefined;
  #listening: readonly { dispose(): void }[] = [];
  #host = "";
  #events = 0;
  #run: RunDetail | null = null;
  #metrics: readonly MetricInfo[] = [];
  #stages: readonly Stage[] = [];

  /** `interval`: milliseconds between two reads of one kind. */
  constructor(
    name: RunName,
    sources: RunSources,
    interval: number,
    onChange: (run: ComparedRunWatch, what: "run" | "points") => void,
    onPoints: (run: ComparedRunWatch, points: readonly PointRows[]) => void,
  ) {
    this.name = name;
    this.ref = refOf(name);
    this.#sources = sources;
    this.#interval = interval;
    this.#onChange = onChange;
    this.#onPoints = onPoints;
  }

  get run(): RunDetail | null {
    return this.#run;
  }

  get metrics(): readonly MetricInfo[] {
    return this.#metrics;
  }

  get stages(): readonly Stage[] {
    return this.#stages;
  }

  get state(): ComparedRun {
    const source = this.#source;
    return {
      ref: this.ref,
      source: this.name.source,
      id: this.name.run,
      host: this.#host,
      connection: this.#connection(),
      error: this.#error(),
      clockOffset: clockOffsetOf(source),
      events: this.#events,
      run: this.#run && withoutValues(this.#run),
    };
  }

  /** To be called at the start, and when sources have come or gone. */
  followSource(): void {
    const source = this.#sources.get(this.name.source);
    if (source === this.#source) return;
    this.#leave();
    this.#source = source;
    if (source === undefined) {
      this.#onChange(this, "run");
      return;
    }
    this.#host = source.remote?.host ?? "";
    const watch = new RunWatch({
      client: source.client,
      feed: source.feed,
      run: this.name.run,
      interval: this.#interval,
      onChange: (what) => this.#take(watch, what),
    });
    this.#watch = watch;
    const tell = (): void => this.#onChange(this, "run");
    const remote = source.remote?.onChange(tell);
    const moreEvents = (): void => {
      this.#events += 1;
      tell();
    };
    const feed = source.feed.listen({
      onReset: moreEvents,
      onState: (state) => (state === "live" ? moreEvents() : tell()),
      onEvent: (event) => {
        if (event.type === "events_appended" && event.id === this.name.run) moreEvents();
        const points = newPoints(event, this.name.run, clockOffsetOf(source));
        if (points.length > 0) this.#onPoints(this, points);
      },
    });
    const wanted = source.feed.wantPoints(this.name.run);
    this.#listening = [feed, wanted, ...(remote ? [remote] : [])];
    void watch.start().then(() => this.#take(watch, "points"));
  }

  dispose(): void {
    this.#leave();
  }

  #leave(): void {
    this.#watch?.dispose();
    this.#watch = undefined;
    for (const listening of this.#listening) listening.dispose();
    this.#listening = [];
  }

  #take(watch: RunWatch, what: "run" | "points"): void {
    if (watch !== this.#watch) return;
    this.#run = watch.run ?? this.#run;
    // Of a run that cannot be read now, the metrics are those of before.
    if (watch.metrics.length > 0 || watch.error === null) {
      this.#metrics = watch.metrics;
      this.#stages = watch.stages;
    }
    this.#onChange(this, what);
    if (what === "points") this.#onChange(this, "run");
  }

  #connection(): ComparedRun["connection"] {
    if (this.#source === undefined) return this.#sources.searched ? "lost" : "connecting";
    return this.#source.remote?.isAway === true ? "lost" : this.#source.feed.state;
  }

  #error(): string | null {
    const { searched } = this.#sources;
    if (this.#source === undefined) {
      return searched
        ? "The store of this run is not shown in this window: open its folder, connect its host, or add it to runicorn.storage.roots."
        : null;
    }
    return this.#source.remote?.reason ?? this.#watch?.error ?? null;
  }
}

export function refOf({ source, run }: RunName): string {
  return `${source}:${run}`;
}

/** Seconds the source's clock is ahead of this machine's. */
export function clockOffsetOf(source: RunSource | undefined): number {
  return (source?.remote?.clockOffsetMs ?? 0) / 1000;
}

function withoutValues(detail: RunDetail): ComparedRun["run"] {
  const { config: _, summary: __, traceback: ___, ...run } = detail;
  return run;
}
