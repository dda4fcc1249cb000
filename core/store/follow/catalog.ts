import type { RunStatus } from "#core/protocol/format.ts";
import type { Indexing, Run } from "#core/protocol/run.ts";
import {
  readRunFiles,
  type RunFiles,
  type RunStamp,
  stampRun,
} from "#core/store/files/runFiles.ts";
import { atLeisure, inSlices } from "#core/store/runs/inSlices.ts";
import type { IndexedRun, RowStamp, RunIndex } from "#core/store/runs/runIndex.ts";
import {
  buildRecord,
  createdAt,
  type EventsSummary,
  lifeOf,
  noEvents,
} from "#core/store/runs/runRecord.ts";

import { type Host, thisHost } from "./liveness.ts";
import type { RunPlace } from "./runDirectories.ts";
import { RunIds } from "./runIds.ts";
import { absolute, type SeenRun, seenRuns } from "./seenRuns.ts";

/** What is remembered of each run between two looks at its directory. */
export interface CatalogEntry {
  readonly place: RunPlace;
  stamp: RunStamp;
  status: RunStatus;
  /** Appeared or was running while we looked on, so that its points are news. */
  isLive: boolean;
  /** The files behind `stamp`, kept while the run is running: its liveness is judged again and again. */
  files: RunFiles | undefined;
}

export interface CatalogListener {
  onCreated(run: Run, entry: CatalogEntry): void;
  onChanged(run: Run, entry: CatalogEntry): void;
  onDeleted(id: string, dir: string): void;
  /** A directory in which runs may appear. */
  onFolder(dir: string): void;
}

/** Runs of the first look that are written together: a transaction costs more than a run does. */
const rowsPerWrite = 128;
/** How long everybody may wait for a new index to be filled. */
const refillMs = 250;

/** The run directories of a root as last seen, kept equal with `runicorn.db`. */
export class Catalog {
  readonly root: string;
  readonly #listener: CatalogListener;
  readonly #host: Host = thisHost();
  readonly #ids = new RunIds();
  readonly #entries = new Map<string, CatalogEntry>();
  /** Runs in whose directories a mark of deletion was seen. */
  readonly #marked = new Map<string, RunPlace>();
  #index: RunIndex;
  #indexing: { done: number; total: number } | undefined;
  #isDisposed = false;

  constructor(root: string, index: RunIndex, listener: CatalogListener) {
    this.root = root;
    this.#index = index;
    this.#listener = listener;
  }

  get size(): number {
    return this.#entries.size;
  }

  entries(): IterableIterator<[string, CatalogEntry]> {
    return this.#entries.entries();
  }

  /** Runs that were marked as deleted when they were looked at last; the mark may have gone since. */
  marked(): Iterable<RunPlace> {
    return this.#marked.values();
  }

  get(dir: string): CatalogEntry | undefined {
    return this.#entries.get(dir);
  }

  idOf(dir: string): string {
    return this.#ids.idOf(dir);
  }

  dirOf(id: string): string | undefined {
    return this.#ids.dirOf(id);
  }

  /** How far the first look is; undefined when every run directory has been looked at. */
  get indexing(): Indexing | undefined {
    return this.#indexing;
  }

  /** What is under way ends at its next step. */
  dispose(): void {
    this.#isDisposed = true;
  }

  /** The first look: fills an index that may hold an earlier look's rows. Nothing is announced. */
  async fill(): Promise<void> {
    await inSlices(this.#fill());
  }

  /**
   * Goes on with a new index: at once as far as that takes no time, the rest while others run. What the old one knew of
   * events is taken over while it can be read.
   */
  async refill(index: RunIndex, old: RunIndex | undefined): Promise<void> {
    this.#index = index;
    const steps = this.#fill(old);
    for (const until = performance.now() + refillMs; performance.now() < until;) {
      if (steps.next().done === true) return;
    }
    await inSlices(steps);
  }

  *#fill(old?: RunIndex): Generator<void> {
    const index = this.#index;
    const isOurs = () => index === this.#index && !this.#isDisposed;
    const progress = { done: 0, total: this.size };
    this.#indexing = progress;
    const indexed = yield* index.load();
    progress.total = Math.max(progress.total, indexed.size);
    const gone = new Set(indexed.keys());
    const waiting = new Set<string>();
    for (const found of this.#walk("", (dir) => !indexed.has(dir))) {
      const { dir } = found.place;
      gone.delete(dir);
      waiting.add(dir);
      // Another run of the same name may get another id by it.
      if (!this.#entries.has(dir))
        for (const place of this.#add(found, false)) waiting.add(place.dir);
      progress.total = Math.max(progress.total, ++progress.done);
      if (waiting.size >= rowsPerWrite) this.#fillRows(waiting, indexed, old);
      yield;
      if (!isOurs()) return;
    }
    this.#fillRows(waiting, indexed, old);
    for (const dir of gone) {
      if (this.#isGone(dir)) index.remove(dir);
      yield;
      if (!isOurs()) return;
    }
    this.#indexing = undefined;
  }

  #fillRows(dirs: Set<string>, indexed: ReadonlyMap<string, RowStamp>, old?: RunIndex): void {
    const stale = [...dirs].filter((dir) => !this.#takeRow(dir, indexed));
    dirs.clear();
    if (stale.length === 0) return;
    this.#index.write(() => {
      for (const dir of stale) {
        const entry = this.#entries.get(dir);
        if (entry) this.#write(entry, eventsIn(old, dir));
      }
    });
  }

  /** Whether the index has the run as it is. */
  #takeRow(dir: string, indexed: ReadonlyMap<string, RowStamp>): boolean {
    const entry = this.#entries.get(dir);
    const row = indexed.get(dir);
    if (!entry || !row || row.status === "running") return false;
    if (row.stamp !== indexStamp(this.#ids.idOf(dir), entry.stamp)) return false;
    entry.status = row.status as RunStatus;
    return true;
  }

  /** Looks at everything below `from` for runs that came or went, and at those that are there for changes. */
  async rescan(from = ""): Promise<void> {
    await inSlices(this.#rescan(from));
  }

  /** The same of everything, at leisure; resolves with the milliseconds it took. */
  async rescanAtLeisure(): Promise<number> {
    return atLeisure(this.#rescan(""));
  }

  *#rescan(from: string): Generator<void> {
    const seen = new Set<string>();
    for (const found of this.#walk(from, () => true)) {
      const { dir } = found.place;
      seen.add(dir);
      if (this.#entries.has(dir)) this.refresh(dir, found.stamp);
      else this.#announceNew(found);
      yield;
      if (this.#isDisposed) return;
    }
    for (const dir of this.#entries.keys()) {
      if (!seen.has(dir) && (from === "" || dir === from || dir.startsWith(`${from}/`))) {
        this.refresh(dir);
        yield;
        if (this.#isDisposed) return;
      }
    }
    if (from === "") this.#restoreRows();
  }

  /** Another process on the same index may have taken a run for gone that has come back since. */
  #restoreRows(): void {
    const index = this.#index;
    if (index.count() === this.#entries.size) return;
    const indexed = index.dirs();
    index.write(() => {
      for (const [dir, entry] of this.#entries) if (!indexed.has(dir)) this.#write(entry);
    });
    for (const dir of indexed) if (this.#isGone(dir)) index.remove(dir);
  }

  /** Whether a row is of no run. A directory that could not be listed may still be there, or have come since. */
  #isGone(dir: string): boolean {
    if (this.#entries.has(dir)) return false;
    const stamp = stampRun(this.#absolute(dir));
    return stamp.deleted || isGone(stamp);
  }

  /** Looks at one known run again. */
  refresh(dir: string, seen?: RunStamp): void {
    const entry = this.#entries.get(dir);
    if (!entry) return;
    // A list of names may lack one that is just being replaced: what has changed by it is looked at once more.
    const isSame = seen?.text === entry.stamp.text && !seen.deleted;
    const stamp = isSame ? seen : stampRun(this.#absolute(dir));
    if (stamp.deleted) this.#marked.set(dir, entry.place);
    if (stamp.deleted || isGone(stamp)) {
      this.#announceDeleted(dir);
      return;
    }
    // What it was will do until the system says what it is.
    if (!stamp.isCertain) return;
    const hasChanged = stamp.text !== entry.stamp.text;
    entry.stamp = stamp;
    if (!hasChanged && !this.#mayDiffer(entry)) return;
    if (hasChanged) entry.files = undefined;
    const run = this.#index.write(() => this.#write(entry));
    if (run) this.#listener.onChanged(run, entry);
  }

  /** Whether a run whose small files are the same may be another one now: it is alive no more, or as old as its last write. */
  #mayDiffer({ status, files, stamp, place }: CatalogEntry): boolean {
    if (status !== "running") return false;
    if (!files || createdAt(files, place) === undefined) return true;
    return lifeOf(files, stamp, this.#host, Date.now() / 1000).status !== "running";
  }

  #announceNew(found: SeenRun): void {
    for (const { dir } of this.#add(found, true)) {
      const entry = this.#entries.get(dir);
      if (!entry) continue;
      const before = this.#index.get(dir)?.run.id;
      const run = this.#index.write(() => this.#write(entry));
      if (before !== undefined && before !== this.#ids.idOf(dir)) {
        this.#listener.onDeleted(before, dir);
      }
      if (run) this.#listener.onCreated(run, entry);
    }
  }

  #announceDeleted(dir: string): void {
    const id = this.#ids.idOf(dir);
    this.#entries.delete(dir);
    const rest = this.#ids.remove(dir);
    this.#index.remove(dir);
    this.#listener.onDeleted(id, dir);
    for (const place of rest) {
      const entry = this.#entries.get(place.dir);
      const before = this.#index.get(place.dir)?.run.id;
      if (!entry || before === this.#ids.idOf(place.dir)) continue;
      const run = this.#index.write(() => this.#write(entry));
      if (before !== undefined) this.#listener.onDeleted(before, place.dir);
      if (run) this.#listener.onCreated(run, entry);
    }
  }

  #add({ place, stamp, files }: SeenRun, isLive: boolean): readonly RunPlace[] {
    const status = "running";
    this.#entries.set(place.dir, { place, stamp, status, isLive, files });
    return this.#ids.add(place);
  }

  /** Brings a run's row up to its files; returns the run where its answer has changed. */
  #write(entry: CatalogEntry, oldEvents = noEvents): Run | undefined {
    const { place, stamp } = entry;
    const id = this.#ids.idOf(place.dir);
    const files = entry.files ?? readRunFiles(this.#absolute(place.dir), stamp);
    const rowWith = (events: EventsSummary): IndexedRun => {
      const sources = { id, place, files, stamp, events };
      const record = buildRecord(sources, this.#host, Date.now() / 1000);
      const isRunning = record.run.status === "running";
      entry.status = record.run.status;
      entry.files = isRunning ? files : undefined;
      if (isRunning) entry.isLive = true;
      return { ...record, events, stamp: indexStamp(id, stamp) };
    };
    if (!this.#index.has(place.dir)) {
      const row = rowWith(oldEvents);
      if (this.#index.add(place.dir, row)) return row.run;
    }
    const row = rowWith(this.#index.get(place.dir)?.events ?? oldEvents);
    return this.#index.put(place.dir, row) ? row.run : undefined;
  }

  /** Runs of which the index knows nothing yet are read at once. */
  #walk(from: string, isNew: (dir: string) => boolean): Generator<SeenRun> {
    return seenRuns(this.root, from, {
      isUnknown: (dir) => !this.#entries.has(dir) && isNew(dir),
      onFolder: (dir) => this.#listener.onFolder(dir),
      onMark: (place, isMarked) => {
        if (isMarked) this.#marked.set(place.dir, place);
        else this.#marked.delete(place.dir);
      },
    });
  }

  #absolute(dir: string): string {
    return absolute(this.root, dir);
  }
}

/** A row is only good for the id it was written under. */
export function indexStamp(id: string, stamp: RunStamp): string {
  return `${id}|${stamp.text}`;
}

/** A run directory has meta.json or status.json, the first two of its stamp. */
function isGone(stamp: RunStamp): boolean {
  return stamp.isCertain && stamp.text.startsWith("||");
}

function eventsIn(index: RunIndex | undefined, dir: string): EventsSummary {
  try {
    return index?.get(dir)?.events ?? noEvents;
  } catch {
    // Damaged, or closed by now: the series tell the same.
    return noEvents;
  }
}
