import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { Run } from "#core/protocol/run.ts";
import { isFullDisk, isPassing } from "#core/store/index/db.ts";
import type { Indexes } from "#core/store/index/indexes.ts";
import { Indexer } from "#core/store/ingest/indexer.ts";
import type { ReadRun } from "#core/store/ingest/readRun.ts";
import { inSlices } from "#core/store/runs/inSlices.ts";

import { Announcer } from "./announcer.ts";
import { Catalog } from "./catalog.ts";
import type { CatalogEntry } from "./catalogRows.ts";
import { ChangeNotes } from "./changeNotes.ts";
import { IndexingNews } from "./indexingNews.ts";
import { newestFirst } from "./newestFirst.ts";
import { RunNews } from "./runNews.ts";
import { Timers } from "./timers.ts";
import { WatchedRuns } from "./watchedRuns.ts";

/** How often running runs are looked at, whatever the system tells. */
const pollMs = 1000;
/** How often a root that is not there yet is looked for. */
const rootMs = 200;
/** How often everything is looked at: at least this rarely, and never more than a fiftieth of the time. */
const rescanMs = 3000;
const rescanShare = 50;

export interface FollowerOptions {
  readonly root: string;
  readonly indexes: Indexes;
  readonly log: (message: string) => void;
  /** Something of this index, which was the one at hand when it began, could not be read or written. */
  readonly onFailure: (error: unknown, of: Indexes) => void;
  /** Every run has been looked at for this index. */
  readonly onWhole: (indexes: Indexes) => void;
  /** Called every second. */
  readonly onPoll: () => void;
}

/** Watches a root, keeps the index equal with what lies there, and tells what changes. */
export class Follower {
  readonly announcer: Announcer;
  readonly catalog: Catalog;
  readonly indexer: Indexer;
  readonly #options: FollowerOptions;
  readonly #news: RunNews;
  readonly #watched: WatchedRuns;
  readonly #timers = new Timers();
  readonly #indexing: IndexingNews;
  readonly #notes = new ChangeNotes((paths) => void this.#lookAt(paths));
  #filling: Promise<void> | undefined;
  #indexes: Indexes;
  /** New indexes that are being filled. */
  #refills = 0;
  #isDisposed = false;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#indexes = options.indexes;
    this.announcer = new Announcer(options.log);
    this.#watched = new WatchedRuns(options.root, (dir, entry) => this.#note(dir, entry));
    this.catalog = new Catalog(options.root, options.indexes.runs, {
      onCreated: (run, entry) => this.#created(run, entry),
      onChanged: (run, entry) => this.#changed(run, entry),
      onDeleted: (id, dir) => this.#deleted(id, dir),
      onFolder: (dir) => this.#watched.addFolder(dir),
    });
    this.#indexing = new IndexingNews(this.catalog, this.announcer, this.#timers);
    this.indexer = new Indexer(options.root, options.indexes.series, {
      onRead: (run) => this.#guard(() => this.#news.read(run)),
      onCommitted: (runs) => this.#guard(() => this.#news.committed(runs)),
      onFailure: (error, of) => {
        if (of === this.#indexes.series) this.#failed(error, this.#indexes);
      },
      onNote: options.log,
    });
    this.#news = new RunNews({
      announcer: this.announcer,
      catalog: this.catalog,
      indexes: () => this.#indexes,
      peek: (dir) => this.indexer.peek(dir),
      guard: (run) => this.#guard(run),
    });
  }

  /**
   * Resolves when every run directory has been looked at; events are indexed from then on. Throws what the index cannot
   * take; all is looked at now and then in that case, too.
   */
  async start(): Promise<void> {
    this.#indexing.begin();
    try {
      await this.#takeIn(() => this.catalog.fill());
    } finally {
      if (!existsSync(this.#options.root)) this.#awaitRoot();
      this.#timers.later("poll", pollMs, () => this.#poll());
      this.#timers.later("rescan", rescanMs, () => void this.#rescan());
    }
  }

  /** Fills the index, again and again while others keep it locked, and then reads events for it. */
  async #takeIn(fill: () => Promise<void>): Promise<void> {
    const indexes = this.#indexes;
    const isOurs = () => !this.#isDisposed && indexes === this.#indexes;
    this.#refills++;
    try {
      for (let isFilled = false; !isFilled;) {
        try {
          await fill();
          isFilled = true;
        } catch (error) {
          if (!isOurs() || !isPassing(error) || isFullDisk(error)) throw error;
          this.#options.onFailure(error, indexes);
          await sleep(pollMs, undefined, { ref: false });
        }
        if (!isOurs()) return;
      }
      this.#indexing.tell();
      this.#options.onWhole(indexes);
      await this.#enqueueAll();
    } finally {
      this.#refills--;
    }
  }

  /** What does not exist cannot be watched. */
  #awaitRoot(): void {
    if (existsSync(this.#options.root)) void this.#attempt(() => this.catalog.rescan());
    else this.#timers.later("root", rootMs, () => this.#awaitRoot());
  }

  /** Goes on with another index; `old` is the one before, while it can still be read. */
  use(indexes: Indexes, old: Indexes | undefined): void {
    this.#indexes = indexes;
    this.indexer.use(indexes.series);
    this.#filling = this.#attempt(() =>
      this.#takeIn(() => this.catalog.refill(indexes.runs, old?.runs)),
    );
  }

  /** Resolves when every run directory has been looked at for the last index that was to be used. */
  async filled(): Promise<void> {
    for (let awaited; awaited !== this.#filling;) await (awaited = this.#filling);
  }

  /** Runs that are still to be looked at, or whose files are to be read. */
  get pending(): number {
    const { indexing } = this.catalog;
    const unseen = indexing ? Math.max(1, indexing.total - indexing.done) : this.#refills;
    return unseen + this.indexer.pending;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#timers.dispose();
    this.#notes.dispose();
    this.#watched.dispose();
    this.#news.dispose();
    this.indexer.dispose();
    this.catalog.dispose();
    this.announcer.dispose();
  }

  /** A run, read to the end its files have now; good until the next await. One that has ended is committed at once. */
  current(dir: string): Promise<ReadRun> {
    const isOver = !this.#watched.running.has(dir) && this.catalog.get(dir) !== undefined;
    return isOver ? this.indexer.settled(dir) : this.indexer.current(dir);
  }

  /** Tracks every run, and puts those that are not wholly indexed into the queue: running and newest first. */
  async #enqueueAll(): Promise<void> {
    await inSlices(this.#enqueueing());
  }

  *#enqueueing(): Generator<void> {
    const { series, runs: rows } = this.#indexes;
    const isOver = () => this.#isDisposed || series !== this.#indexes.series;
    const indexed = yield* series.sources();
    const running: [dir: string, bytes: number][] = [];
    const others: typeof running = [];
    for (const [dir, entry] of yield* newestFirst(this.catalog.entries())) {
      yield;
      if (isOver()) return;
      // It may have gone meanwhile.
      if (this.catalog.get(dir) !== entry) continue;
      this.#watched.track(dir, entry);
      const { stamp } = entry;
      const source = indexed.get(dir);
      if ((source?.stamp ?? "") !== stamp.events) {
        const bytes = Math.max(0, stamp.eventsSize - (source?.offset ?? 0));
        (this.#watched.running.has(dir) ? running : others).push([dir, bytes]);
      } else if (source && source.revision !== rows.revisionOf(dir)) {
        // Somebody stopped between the commits to the two files: the run's row is behind its series.
        this.#news.committed([series.loadRun(dir)]);
      }
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

  #created(run: Run, entry: CatalogEntry): void {
    this.announcer.tell({ type: "run_created", run });
    this.#watched.track(run.dir, entry);
    if (entry.stamp.events !== "") void this.#follow(run.dir).then(() => this.#tellRead(run.dir));
  }

  /** Of a run that comes back from the recycle bin nothing is read anew, and its row is a new one. */
  #tellRead(dir: string): void {
    const read = this.indexer.peek(dir);
    const isBehind = read && read.revision !== this.#indexes.runs.revisionOf(dir);
    if (isBehind && !this.#isDisposed) this.#guard(() => this.#news.committed([read]));
  }

  #changed(run: Run, entry: CatalogEntry): void {
    this.announcer.tellChanged(run);
    this.#watched.track(run.dir, entry);
    if (run.status !== "running") void this.#follow(run.dir);
  }

  #deleted(id: string, dir: string): void {
    this.announcer.tell({ type: "run_deleted", id });
    if (this.catalog.get(dir)) return;
    const isGone = !existsSync(path.join(this.#options.root, dir));
    this.#watched.remove(dir, isGone);
    this.indexer.forget(dir);
    if (isGone) this.#forgetSeries(dir);
  }

  #forgetSeries(dir: string): void {
    this.#guard(() => this.#indexes.series.remove(dir));
  }

  #note(dir: string, entry: string | null): void {
    const isHidden = /^\.(?!deleted$)/.test(entry ?? "") && !this.catalog.get(dir);
    if (!isHidden) this.#notes.add(entry === null ? dir : path.posix.join(dir, entry));
  }

  async #lookAt(paths: ReadonlySet<string>): Promise<void> {
    const runs = new Set<string>();
    const folders = new Set<string>();
    for (const changed of paths) {
      const parent = path.posix.dirname(changed);
      const dir = this.catalog.get(changed) ? changed : parent;
      if (this.catalog.get(dir)) runs.add(dir);
      // Its first file makes a directory a run, its mark makes it none; other files there mean nothing.
      else if (/(^|\/)(meta\.json|status\.json|\.deleted)$/.test(changed)) folders.add(parent);
      else folders.add(changed);
    }
    for (const dir of runs) this.#look(dir);
    for (const folder of folders) await this.#attempt(() => this.catalog.rescan(folder));
  }

  /** Looks at one run: its files, its events, its log. */
  #look(dir: string): void {
    this.#guard(() => this.catalog.refresh(dir));
    const entry = this.catalog.get(dir);
    if (!entry) return;
    const { events, logs, logSize } = entry.stamp;
    if (events !== (this.indexer.peek(dir)?.stamp ?? "")) void this.#follow(dir);
    if (!this.#watched.takeLogs(dir, logs)) return;
    this.announcer.tell({ type: "log_appended", id: this.catalog.idOf(dir), size: logSize });
  }

  /** Reads a run's events now. */
  async #follow(dir: string): Promise<void> {
    await this.#attempt(async () => void (await this.current(dir)));
  }

  /** Tells of what another process on the same index was quicker to write. */
  takeOthers(): void {
    this.#guard(() => this.#news.takeOthers());
  }

  #poll(): void {
    this.#options.onPoll();
    this.takeOthers();
    for (const dir of this.#watched.running) this.#look(dir);
    this.indexer.tidy((dir) => this.#watched.running.has(dir));
    this.#timers.later("poll", pollMs, () => this.#poll());
  }

  async #rescan(): Promise<void> {
    let took = 0;
    await this.#attempt(async () => void (took = await this.catalog.rescanAtLeisure()));
    this.#timers.later("rescan", Math.max(rescanMs, took * rescanShare), () => void this.#rescan());
  }

  #guard(run: () => void): void {
    const of = this.#indexes;
    try {
      run();
    } catch (error) {
      this.#failed(error, of);
    }
  }

  async #attempt(run: () => Promise<void>): Promise<void> {
    const of = this.#indexes;
    try {
      await run();
    } catch (error) {
      this.#failed(error, of);
    }
  }

  #failed(error: unknown, of: Indexes): void {
    if (!this.#isDisposed) this.#options.onFailure(error, of);
  }
}
