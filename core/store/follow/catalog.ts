import type { Indexing, Run } from "#core/protocol/run.ts";
import { type RunStamp, stampRun } from "#core/store/files/runFiles.ts";
import { atLeisure, inSlices } from "#core/store/runs/inSlices.ts";
import type { RunIndex } from "#core/store/runs/runIndex.ts";

import { type CatalogEntry, CatalogRows, isGone } from "./catalogRows.ts";
import { FirstLook } from "./firstLook.ts";
import type { RunPlace } from "./runDirectories.ts";
import { absolute, type FoundRun, foundRuns, type SeenRun, seeRun } from "./seenRuns.ts";

export interface CatalogListener {
  onCreated(run: Run, entry: CatalogEntry): void;
  onChanged(run: Run, entry: CatalogEntry): void;
  onDeleted(id: string, dir: string): void;
  /** A directory in which runs may appear. */
  onFolder(dir: string): void;
}

/** How long everybody may wait for a new index to be filled. */
const refillMs = 250;

/** The run directories of a root as last seen, kept equal with `runicorn.db`. */
export class Catalog {
  readonly root: string;
  readonly #listener: CatalogListener;
  readonly #rows: CatalogRows;
  /** Runs in whose directories a mark of deletion was seen. */
  readonly #marked = new Map<string, RunPlace>();
  #indexing: { done: number; total: number } | undefined;
  #isDisposed = false;

  constructor(root: string, index: RunIndex, listener: CatalogListener) {
    this.root = root;
    this.#rows = new CatalogRows(root, index);
    this.#listener = listener;
  }

  get size(): number {
    return this.#rows.entries.size;
  }

  entries(): IterableIterator<[string, CatalogEntry]> {
    return this.#rows.entries.entries();
  }

  /** Runs that were marked as deleted when they were looked at last; the mark may have gone since. */
  marked(): Iterable<RunPlace> {
    return this.#marked.values();
  }

  get(dir: string): CatalogEntry | undefined {
    return this.#rows.entries.get(dir);
  }

  idOf(dir: string): string {
    return this.#rows.idOf(dir);
  }

  dirOf(id: string): string | undefined {
    return this.#rows.dirOf(id);
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
    this.#rows.index = index;
    const steps = this.#fill(old);
    for (const until = performance.now() + refillMs; performance.now() < until;) {
      if (steps.next().done === true) return;
    }
    await inSlices(steps);
  }

  *#fill(old?: RunIndex): Generator<unknown, void> {
    const { index } = this.#rows;
    const look = new FirstLook({
      root: this.root,
      rows: this.#rows,
      old,
      found: this.#found(""),
      onSeen: (seen) => this.#noteMark(seen),
      isOver: () => index !== this.#rows.index || this.#isDisposed,
    });
    this.#indexing = look.progress;
    yield* look.steps();
    if (this.#indexing === look.progress) this.#indexing = undefined;
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
    for (const found of this.#found(from)) {
      const { dir } = found.place;
      const run = seeRun(this.root, found, !this.#rows.entries.has(dir));
      this.#noteMark(run);
      if (!run.stamp.deleted) {
        seen.add(dir);
        if (this.#rows.entries.has(dir)) this.refresh(dir, run.stamp);
        else this.#announceNew(run);
      }
      yield;
      if (this.#isDisposed) return;
    }
    for (const dir of this.#rows.entries.keys()) {
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
    const { index } = this.#rows;
    if (index.count() === this.#rows.entries.size) return;
    const indexed = index.dirs();
    index.write(() => {
      for (const [dir, entry] of this.#rows.entries) if (!indexed.has(dir)) this.#rows.write(entry);
    });
    for (const dir of indexed) if (this.#rows.isGone(dir)) index.remove(dir);
  }

  /** Looks at one known run again. */
  refresh(dir: string, seen?: RunStamp): void {
    const entry = this.#rows.entries.get(dir);
    if (!entry) return;
    // A list of names may lack one that is just being replaced: what has changed by it is looked at once more.
    const isSame = seen?.text === entry.stamp.text && !seen.deleted;
    const stamp = isSame ? seen : stampRun(absolute(this.root, dir));
    if (stamp.deleted) this.#marked.set(dir, entry.place);
    if (stamp.deleted || isGone(stamp)) {
      this.#announceDeleted(dir);
      return;
    }
    // What it was will do until the system says what it is.
    if (!stamp.isCertain) return;
    const hasChanged = stamp.text !== entry.stamp.text;
    entry.stamp = stamp;
    if (!hasChanged && !this.#rows.mayDiffer(entry)) return;
    if (hasChanged) entry.files = undefined;
    const run = this.#rows.index.write(() => this.#rows.write(entry));
    if (run) this.#listener.onChanged(run, entry);
  }

  #announceNew(found: SeenRun): void {
    for (const { dir } of this.#rows.add(found, true)) {
      const entry = this.#rows.entries.get(dir);
      if (!entry) continue;
      const before = this.#rows.index.get(dir)?.run.id;
      const run = this.#rows.index.write(() => this.#rows.write(entry));
      if (before !== undefined && before !== this.#rows.idOf(dir)) {
        this.#listener.onDeleted(before, dir);
      }
      if (run) this.#listener.onCreated(run, entry);
    }
  }

  #announceDeleted(dir: string): void {
    const id = this.#rows.idOf(dir);
    const rest = this.#rows.drop(dir);
    this.#rows.index.remove(dir);
    this.#listener.onDeleted(id, dir);
    for (const place of rest) {
      const entry = this.#rows.entries.get(place.dir);
      const before = this.#rows.index.get(place.dir)?.run.id;
      if (!entry || before === this.#rows.idOf(place.dir)) continue;
      const run = this.#rows.index.write(() => this.#rows.write(entry));
      if (before !== undefined) this.#listener.onDeleted(before, place.dir);
      if (run) this.#listener.onCreated(run, entry);
    }
  }

  #found(from: string): Generator<FoundRun> {
    return foundRuns(this.root, from, (dir) => this.#listener.onFolder(dir));
  }

  #noteMark({ place, stamp }: Pick<SeenRun, "place" | "stamp">): void {
    if (stamp.deleted) this.#marked.set(place.dir, place);
    else this.#marked.delete(place.dir);
  }
}
