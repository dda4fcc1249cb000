import { existsSync } from "node:fs";
import path from "node:path";

import type { Run } from "#core/protocol/run.ts";
import type { Indexes } from "#core/store/index/indexes.ts";
import type { EventSource } from "#core/store/ingest/eventSource.ts";
import { Indexer } from "#core/store/ingest/indexer.ts";
import type { ReadRun } from "#core/store/ingest/readRun.ts";
import { inSlices } from "#core/store/runs/inSlices.ts";
import { type MetricModes, metricModes } from "#core/store/runs/metricModes.ts";
import type { EventsSummary } from "#core/store/runs/runRecord.ts";

import { Announcer } from "./announcer.ts";
import { Catalog, type CatalogEntry } from "./catalog.ts";
import { FolderWatch } from "./folderWatch.ts";
import { newestFirst } from "./newestFirst.ts";

/** What changes is told at once, then at most once in a frame of a screen. */
const coalesceMs = 16;
/** A live run's key metric is written and told of at most this often. */
const liveMs = 250;
/** How often running runs are looked at, whatever the system tells. */
const pollMs = 1000;
/** How often a root that is not there yet is looked for. */
const rootMs = 200;
/** Runs that have ended are watched too, for edits, as long as no more than this is watched. */
const maxWatchedForEdits = 1024;
/** How often everything is looked at: at least this rarely, and never more than a fiftieth of the time. */
const rescanMs = 3000;
const rescanShare = 50;

/** Of a run's `define_metric` records as many count. */
const maxDefinitions = 1000;
/** How often the first look at a large root tells how far it is. */
const indexingMs = 500;

export interface FollowerOptions {
  readonly root: string;
  readonly indexes: Indexes;
  readonly log: (message: string) => void;
  /** The index is not what it should be. */
  readonly onDamage: (error: unknown) => void;
  /** Called every second. */
  readonly onPoll: () => void;
}

/** Watches a root, keeps the index equal with what lies there, and tells what changes. */
export class Follower {
  readonly announcer: Announcer;
  readonly catalog: Catalog;
  readonly indexer: Indexer;
  readonly #options: FollowerOptions;
  readonly #watch: FolderWatch;
  readonly #running = new Set<string>();
  readonly #logSizes = new Map<string, number>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Paths noted since the last flush. */
  #noted = new Set<string>();
  #metricsNoted = new Set<string>();
  #flushedAt = 0;
  #indexes: Indexes;
  /** New indexes that are being filled. */
  #refills = 0;
  #isDisposed = false;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#indexes = options.indexes;
    this.announcer = new Announcer(options.log);
    this.#watch = new FolderWatch(options.root, (dir, entry) => this.#note(dir, entry));
    this.catalog = new Catalog(options.root, options.indexes.runs, {
      onCreated: (run, entry) => this.#created(run, entry),
      onChanged: (run, entry) => this.#changed(run, entry),
      onDeleted: (id, dir) => this.#deleted(id, dir),
      onFolder: (dir) => this.#watch.add(dir),
    });
    this.indexer = new Indexer(options.root, options.indexes.series, {
      onRead: (run) => this.#guard(() => this.#read(run)),
      onCommitted: (runs) => this.#guard(() => this.#committed(runs)),
      onDamage: options.onDamage,
      onNote: options.log,
    });
  }

  /** Resolves when every run directory has been looked at; events are indexed from then on. */
  async start(): Promise<void> {
    this.#later("indexing", indexingMs, () => this.#tellIndexing());
    await this.catalog.fill();
    if (this.#isDisposed) return;
    this.#tellIndexing();
    await this.#enqueueAll();
    if (!existsSync(this.#options.root)) this.#awaitRoot();
    this.#later("poll", pollMs, () => this.#poll());
    this.#later("rescan", rescanMs, () => void this.#rescan());
  }

  /** Nothing where the first look is over before anybody would ask. */
  #tellIndexing(): void {
    const { indexing, size } = this.catalog;
    if (!indexing && this.#timers.has("indexing")) {
      clearTimeout(this.#timers.get("indexing"));
      this.#timers.delete("indexing");
      return;
    }
    this.announcer.tell({ type: "indexing", ...(indexing ?? { done: size, total: size }) });
    if (indexing) this.#later("indexing", indexingMs, () => this.#tellIndexing());
  }

  /** What does not exist cannot be watched. */
  #awaitRoot(): void {
    if (existsSync(this.#options.root)) void this.#attempt(() => this.catalog.rescan());
    else this.#later("root", rootMs, () => this.#awaitRoot());
  }

  /** Goes on with another index; `old` is the one before, while it can still be read. */
  use(indexes: Indexes, old: Indexes | undefined): void {
    this.#indexes = indexes;
    this.indexer.use(indexes.series);
    this.#refills++;
    void this.#attempt(async () => {
      await this.catalog.refill(indexes.runs, old?.runs);
      await this.#enqueueAll();
    }).finally(() => this.#refills--);
  }

  /** Runs that are still to be looked at, or whose files are to be read. */
  get pending(): number {
    const { indexing } = this.catalog;
    const unseen = indexing ? Math.max(1, indexing.total - indexing.done) : this.#refills;
    return unseen + this.indexer.pending;
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#watch.dispose();
    this.indexer.dispose();
    this.announcer.dispose();
  }

  /** A run, read to the end its files have now; good until the next await. One that has ended is committed at once. */
  current(dir: string): Promise<ReadRun> {
    const isOver = !this.#running.has(dir) && this.catalog.get(dir) !== undefined;
    return isOver ? this.indexer.settled(dir) : this.indexer.current(dir);
  }

  /** Tracks every run, and puts those that are not wholly indexed into the queue: running and newest first. */
  async #enqueueAll(): Promise<void> {
    this.#refills++;
    try {
      await inSlices(this.#enqueueing());
    } finally {
      this.#refills--;
    }
  }

  *#enqueueing(): Generator<void> {
    const { series, runs: rows } = this.#indexes;
    const isOver = () => this.#isDisposed || series !== this.#indexes.series;
    const indexed = series.sources();
    const running: [dir: string, bytes: number][] = [];
    const others: typeof running = [];
    for (const [dir, entry] of yield* newestFirst(this.catalog.entries())) {
      yield;
      if (isOver()) return;
      // It may have gone meanwhile.
      if (this.catalog.get(dir) !== entry) continue;
      this.#track(dir, entry);
      const { stamp } = entry;
      const source = indexed.get(dir);
      if ((source?.stamp ?? "") !== stamp.events) {
        const bytes = Math.max(0, stamp.eventsSize - (source?.offset ?? 0));
        (this.#running.has(dir) ? running : others).push([dir, bytes]);
      } else if (source && source.revision !== rows.revisionOf(dir)) this.#takeOver(dir);
    }
    for (const dir of indexed.keys()) {
      yield;
      if (isOver()) return;
      if (!this.catalog.get(dir)) this.#forgetSeries(dir);
    }
    for (const [dir, bytes] of [...running, ...others]) {
      if (this.catalog.get(dir)) this.indexer.enqueue(dir, bytes);
    }
  }

  /** Somebody stopped between the commits to the two files: the run's row is behind its series. */
  #takeOver(dir: string): void {
    this.#indexes.runs.putEvents([[dir, this.#summaryOf(this.#indexes.series.loadRun(dir))]]);
  }

  #created(run: Run, entry: CatalogEntry): void {
    this.announcer.tell({ type: "run_created", run });
    this.#track(run.dir, entry);
    if (entry.stamp.events !== "") void this.#follow(run.dir);
  }

  #changed(run: Run, entry: CatalogEntry): void {
    this.announcer.tellChanged(run);
    this.#track(run.dir, entry);
    if (run.status !== "running") void this.#follow(run.dir);
  }

  #deleted(id: string, dir: string): void {
    this.announcer.tell({ type: "run_deleted", id });
    if (this.catalog.get(dir)) return;
    this.#running.delete(dir);
    this.#logSizes.delete(dir);
    this.indexer.forget(dir);
    // One that is only marked as deleted may come back.
    if (existsSync(path.join(this.#options.root, dir))) return;
    this.#watch.remove(dir);
    this.#forgetSeries(dir);
  }

  #forgetSeries(dir: string): void {
    this.#guard(() => this.#indexes.series.remove(dir));
  }

  #track(dir: string, entry: CatalogEntry): void {
    if (entry.status !== "running") {
      this.#running.delete(dir);
      if (this.#watch.size < maxWatchedForEdits) this.#watch.add(dir);
      return;
    }
    if (this.#running.has(dir)) return;
    this.#running.add(dir);
    this.#logSizes.set(dir, entry.stamp.logSize);
    this.#watch.add(dir);
    // Something may have been written before the watch was there.
    this.#note(dir, null);
  }

  #note(dir: string, entry: string | null): void {
    const isHidden = /^\.(?!deleted$)/.test(entry ?? "") && !this.catalog.get(dir);
    if (this.#isDisposed || isHidden) return;
    this.#noted.add(entry === null ? dir : path.posix.join(dir, entry));
    if (this.#timers.has("flush")) return;
    const pause = Math.max(0, this.#flushedAt + coalesceMs - performance.now());
    this.#later("flush", pause, () => void this.#flush());
  }

  async #flush(): Promise<void> {
    const noted = this.#noted;
    this.#noted = new Set();
    this.#flushedAt = performance.now();
    const folders = new Set<string>();
    for (const changed of noted) {
      const parent = path.posix.dirname(changed);
      const dir = this.catalog.get(changed) ? changed : parent;
      if (this.catalog.get(dir)) this.#look(dir);
      // Its first file makes a directory a run, its mark makes it none; other files there mean nothing.
      else if (/(^|\/)(meta\.json|status\.json|\.deleted)$/.test(changed)) folders.add(parent);
      else folders.add(changed);
    }
    for (const folder of folders) await this.#attempt(() => this.catalog.rescan(folder));
  }

  /** Looks at one run: its files, its events, its log. */
  #look(dir: string): void {
    this.#guard(() => this.catalog.refresh(dir));
    const entry = this.catalog.get(dir);
    if (!entry) return;
    const { events, logSize } = entry.stamp;
    if (events !== (this.indexer.peek(dir)?.stamp ?? "")) void this.#follow(dir);
    if (this.#logSizes.get(dir) === logSize) return;
    this.#logSizes.set(dir, logSize);
    this.announcer.tell({ type: "log_appended", id: this.catalog.idOf(dir), size: logSize });
  }

  /** Reads a run's events now. */
  async #follow(dir: string): Promise<void> {
    await this.#attempt(async () => void (await this.current(dir)));
  }

  #read(run: ReadRun): void {
    const { dir } = run;
    const entry = this.catalog.get(dir);
    if (!entry) return;
    for (const source of run.sources) this.#tellNews(run, source, entry);
    const isTorn = (source: EventSource) =>
      entry.status !== "running" && source.state.size > source.state.offset && !source.isDirty;
    if (run.sources.some((source) => source.isUnreadable || isTorn(source))) {
      this.#putEvents([[dir, this.#summaryOf(run)]]);
    }
  }

  #tellNews(run: ReadRun, { file, series, events }: EventSource, entry: CatalogEntry): void {
    const points = series.takeNews();
    const news = events.takeNews(Date.now() / 1000);
    if (!entry.isLive) return;
    const id = this.catalog.idOf(run.dir);
    if (news) {
      const { last, alerts } = news;
      this.announcer.tell({ type: "events_appended", id, last, alerts: [...alerts] });
    }
    if (!points) return;
    const { source, rank } = file;
    // Only what the run's row tells of: the others' points are not its newest.
    const isTold = ([key]: [string, unknown]) => run.find(key) === series.get(key);
    const last = Object.fromEntries(Object.entries(points.last).filter(isTold));
    this.announcer.tell({ type: "points_appended", id, source, rank, ...points, last });
    if (source === "system") return;
    this.#metricsNoted.add(run.dir);
    if (!this.#timers.has("live")) this.#later("live", liveMs, () => this.#tellMetrics());
  }

  #committed(runs: readonly ReadRun[]): void {
    this.#putEvents(runs.map((run) => [run.dir, this.#summaryOf(run)]));
  }

  #putEvents(summaries: readonly (readonly [string, EventsSummary])[]): void {
    for (const run of this.#indexes.runs.putEvents(summaries)) this.announcer.tellChanged(run);
  }

  #tellMetrics(): void {
    const noted = this.#metricsNoted;
    this.#metricsNoted = new Set();
    for (const dir of noted) {
      const read = this.indexer.peek(dir);
      if (!read) continue;
      this.#guard(() => {
        this.#putEvents([[dir, this.#summaryOf(read)]]);
      });
    }
  }

  #summaryOf(run: ReadRun): EventsSummary {
    const isOver = this.catalog.get(run.dir)?.status !== "running";
    return {
      revision: run.revision,
      metrics: run.metricStats(),
      modes: this.#modesOf(run),
      problems: run.problems(isOver),
    };
  }

  /** What the run says of its metrics. */
  #modesOf(run: ReadRun): MetricModes {
    if (run.sources.every(({ events }) => events.count === 0)) return {};
    const query = { type: ["define_metric"], after: 0, limit: maxDefinitions };
    const { events } = this.#indexes.series.listEvents(run, query);
    return metricModes(events, Object.keys(run.metricStats()));
  }

  /** Tells of what another process on the same index was quicker to write. */
  takeOthers(): void {
    for (const run of this.#indexes.runs.takeOthers()) this.announcer.tellChanged(run);
  }

  #poll(): void {
    this.#options.onPoll();
    this.#guard(() => this.takeOthers());
    for (const dir of this.#running) this.#look(dir);
    this.indexer.tidy((dir) => this.#running.has(dir));
    this.#later("poll", pollMs, () => this.#poll());
  }

  async #rescan(): Promise<void> {
    const start = performance.now();
    await this.#attempt(() => this.catalog.rescan());
    const pause = Math.max(rescanMs, (performance.now() - start) * rescanShare);
    this.#later("rescan", pause, () => void this.#rescan());
  }

  /** One timer per name; none keeps the process alive. */
  #later(name: string, ms: number, run: () => void): void {
    if (this.#isDisposed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(name);
      run();
    }, ms);
    timer.unref();
    this.#timers.set(name, timer);
  }

  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!this.#isDisposed) this.#options.onDamage(error);
    }
  }

  async #attempt(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (!this.#isDisposed) this.#options.onDamage(error);
    }
  }
}
