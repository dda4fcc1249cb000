import { lstatSync } from "node:fs";
import path from "node:path";

import type { RunStatus } from "#core/protocol/format.ts";
import type { Run } from "#core/protocol/run.ts";
import {
  readRunFiles,
  type RunFiles,
  type RunStamp,
  stampRun,
} from "#core/store/files/runFiles.ts";
import { transact } from "#core/store/index/db.ts";
import type { RowStamp, RunIndex } from "#core/store/runs/runIndex.ts";
import { buildRecord, noEvents } from "#core/store/runs/runRecord.ts";

import { type Host, thisHost } from "./liveness.ts";
import { findRuns, type RunPlace } from "./runDirectories.ts";
import { RunIds } from "./runIds.ts";

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

/** How long a scan may hold the event loop before it lets others run. */
const sliceMs = 8;

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

  /** The first look: fills an index that may hold an earlier look's rows. Nothing is announced. */
  async fill(): Promise<void> {
    const steps = this.#fill();
    await inSlices(() => steps.next().done !== true);
  }

  /** Goes on with a new index, at once; what the old one knew of events is taken over while it can be read. */
  refill(index: RunIndex, old: RunIndex | undefined): void {
    this.#index = index;
    for (const _ of this.#fill(old));
  }

  *#fill(old?: RunIndex): Generator<void> {
    const index = this.#index;
    const indexed = index.stamps();
    for (const found of this.#walk("")) {
      if (!this.#entries.has(found.place.dir)) this.#add(found, false);
      yield;
    }
    for (const dir of indexed.keys()) if (!this.#entries.has(dir)) index.remove(dir);
    const newestFirst = [...this.#entries.keys()].sort((a, b) => (name(a) < name(b) ? 1 : -1));
    for (let next = 0; next < newestFirst.length;) {
      const until = performance.now() + sliceMs;
      transact(index.db, () => {
        for (; next < newestFirst.length && performance.now() < until; next++) {
          this.#fillOne(newestFirst[next] ?? "", indexed, old);
        }
      });
      yield;
    }
  }

  /** Looks at everything below `from` for runs that came or went, and at those that are there for changes. */
  async rescan(from = ""): Promise<void> {
    const seen = new Set<string>();
    const walk = this.#walk(from);
    await inSlices(() => {
      const found = walk.next();
      if (found.done) return false;
      const { dir } = found.value.place;
      seen.add(dir);
      if (this.#entries.has(dir)) this.refresh(dir, found.value.stamp);
      else this.#announceNew(found.value);
      return true;
    });
    for (const dir of this.#entries.keys()) {
      if (!seen.has(dir) && (from === "" || dir === from || dir.startsWith(`${from}/`))) {
        this.refresh(dir);
      }
    }
    if (from === "") this.#restoreRows();
  }

  /** Another process on the same index may have taken a run for gone that has come back since. */
  #restoreRows(): void {
    const index = this.#index;
    if (index.count() === this.#entries.size) return;
    const indexed = index.stamps();
    transact(index.db, () => {
      for (const [dir, entry] of this.#entries) if (!indexed.has(dir)) this.#write(entry);
    });
    for (const dir of indexed.keys()) if (!this.#entries.has(dir)) index.remove(dir);
  }

  /** Looks at one known run again. */
  refresh(dir: string, stamp = stampRun(this.#absolute(dir))): void {
    const entry = this.#entries.get(dir);
    if (!entry) return;
    if (stamp.deleted) this.#marked.set(dir, entry.place);
    if (stamp.deleted || !exists(stamp)) {
      this.#announceDeleted(dir);
      return;
    }
    const hasChanged = stamp.text !== entry.stamp.text;
    entry.stamp = stamp;
    if (!hasChanged && entry.status !== "running") return;
    if (hasChanged) entry.files = undefined;
    const run = transact(this.#index.db, () => this.#write(entry));
    if (run) this.#listener.onChanged(run, entry);
  }

  #fillOne(dir: string, indexed: ReadonlyMap<string, RowStamp>, old?: RunIndex): void {
    const entry = this.#entries.get(dir);
    if (!entry) return;
    const row = indexed.get(dir);
    const stamp = indexStamp(this.#ids.idOf(dir), entry.stamp);
    if (row?.stamp === stamp && row.status !== "running") entry.status = row.status as RunStatus;
    else this.#write(entry, old?.get(dir)?.events);
  }

  #announceNew(found: Seen): void {
    for (const { dir } of this.#add(found, true)) {
      const entry = this.#entries.get(dir);
      if (!entry) continue;
      const before = this.#index.get(dir)?.run.id;
      const run = transact(this.#index.db, () => this.#write(entry));
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
      const run = transact(this.#index.db, () => this.#write(entry));
      if (before !== undefined) this.#listener.onDeleted(before, place.dir);
      if (run) this.#listener.onCreated(run, entry);
    }
  }

  #add({ place, stamp }: Seen, isLive: boolean): readonly RunPlace[] {
    const status = "running";
    this.#entries.set(place.dir, { place, stamp, status, isLive, files: undefined });
    return this.#ids.add(place);
  }

  /** Brings a run's row up to its files; returns the run where its answer has changed. */
  #write(entry: CatalogEntry, oldEvents = noEvents): Run | undefined {
    const { place, stamp } = entry;
    const id = this.#ids.idOf(place.dir);
    const files = entry.files ?? readRunFiles(this.#absolute(place.dir));
    const events = this.#index.get(place.dir)?.events ?? oldEvents;
    const record = buildRecord({ id, place, files, stamp, events }, this.#host, Date.now() / 1000);
    entry.status = record.run.status;
    entry.files = entry.status === "running" ? files : undefined;
    if (entry.status === "running") entry.isLive = true;
    const row = { ...record, events, stamp: indexStamp(id, stamp) };
    return this.#index.put(place.dir, row) ? record.run : undefined;
  }

  *#walk(from: string): Generator<Seen> {
    if (!isDirectory(this.#absolute(from))) return;
    for (const found of findRuns(this.root, from)) {
      if (found.kind === "folder") {
        this.#listener.onFolder(found.dir);
        continue;
      }
      const stamp = stampRun(this.#absolute(found.place.dir));
      if (stamp.deleted) this.#marked.set(found.place.dir, found.place);
      else {
        this.#marked.delete(found.place.dir);
        yield { place: found.place, stamp };
      }
    }
  }

  #absolute(dir: string): string {
    return path.join(this.root, dir);
  }
}

interface Seen {
  readonly place: RunPlace;
  readonly stamp: RunStamp;
}

/** A row is only good for the id it was written under. */
export function indexStamp(id: string, stamp: RunStamp): string {
  return `${id}|${stamp.text}`;
}

/** A run directory has meta.json or status.json, the first two of its stamp. */
function exists(stamp: RunStamp): boolean {
  return !stamp.text.startsWith("||");
}

function isDirectory(directory: string): boolean {
  try {
    return lstatSync(directory, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

function name(dir: string): string {
  return dir.slice(dir.lastIndexOf("/") + 1);
}

/** Calls `step` until it returns false, and lets the event loop run every few milliseconds. */
async function inSlices(step: () => boolean): Promise<void> {
  for (;;) {
    const until = performance.now() + sliceMs;
    while (performance.now() < until) if (!step()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
