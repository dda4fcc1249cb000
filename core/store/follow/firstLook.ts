import type { RunStamp } from "#core/store/files/runFiles.ts";
import { threads } from "#core/store/ingest/runReader.ts";
import type { RowStamp, RunIndex } from "#core/store/runs/runIndex.ts";
import { type EventsSummary, noEvents } from "#core/store/runs/runRecord.ts";
import type { RunTexts } from "#core/store/runs/runTexts.ts";

import { type CatalogRows, isGone } from "./catalogRows.ts";
import { RecordReaders } from "./recordReaders.ts";
import { type FoundRun, seeRun, type SeenRun } from "./seenRuns.ts";

/** Runs that are written together: a transaction costs more than a run does. */
const rowsPerWrite = 256;
/** So few are read sooner than a thread starts. */
const runsWithoutThreads = 1000;
const runsPerTask = 64;
/** See `IndexFile.checkpointEvery`. */
const pagesWhileFilling = 4000;
const pagesOtherwise = 1000;

export interface FirstLookOptions {
  readonly root: string;
  readonly rows: CatalogRows;
  /** What another index knew of events is taken over while it can be read. */
  readonly old: RunIndex | undefined;
  /** Every run directory there is. */
  readonly found: Iterable<FoundRun>;
  readonly onSeen: (seen: Pick<SeenRun, "place" | "stamp">) => void;
  /** It goes on for nothing: there is another index, or nobody left to use this one. */
  readonly isOver: () => boolean;
  /** New runs that are read before threads are started. */
  readonly withoutThreads?: number;
  readonly readers?: () => RecordReaders;
}

interface ReadTexts {
  readonly stamp: RunStamp;
  readonly texts: RunTexts;
}

/** Fills an index, which may hold an earlier look's rows, with every run there is: many of them are read by threads. */
export class FirstLook {
  readonly progress: { done: number; total: number };
  readonly #options: FirstLookOptions;
  readonly #index: RunIndex;
  #indexed: ReadonlyMap<string, RowStamp> = new Map();
  /** Rows of no run, as far as is known. */
  readonly #gone = new Set<string>();
  /** To be written, with what a thread has made of them. */
  readonly #waiting = new Map<string, ReadTexts | undefined>();
  /** To be read. */
  #unread: FoundRun[] = [];
  #readers: RecordReaders | undefined;
  #unknown = 0;

  constructor(options: FirstLookOptions) {
    this.#options = options;
    this.#index = options.rows.index;
    this.progress = { done: 0, total: options.rows.entries.size };
  }

  /** A promise where nothing can be done until it is settled. */
  *steps(): Generator<unknown, void> {
    const { rows, found, isOver } = this.#options;
    this.#indexed = yield* this.#index.load();
    this.progress.total = Math.max(this.progress.total, this.#indexed.size);
    for (const dir of this.#indexed.keys()) this.#gone.add(dir);
    this.#index.file.checkpointEvery(pagesWhileFilling);
    let count = 0;
    try {
      for (const run of found) {
        this.progress.total = Math.max(this.progress.total, ++count);
        this.#look(run);
        this.#takeRead();
        yield;
        if (isOver()) return;
      }
      for (let run; (run = this.#unread.pop());) {
        this.#see(run);
        yield;
        if (isOver()) return;
      }
      while (this.#readers?.isPending) {
        yield this.#readers.next();
        if (isOver()) return;
        this.#takeRead();
      }
    } finally {
      this.#readers?.dispose();
    }
    this.#write();
    this.#index.file.checkpointEvery(pagesOtherwise);
    for (const dir of this.#gone) {
      if (rows.isGone(dir)) this.#index.remove(dir);
      yield;
      if (isOver()) return;
    }
  }

  /** Leaves it to a thread where there are many, as far as one has time for it. */
  #look(run: FoundRun): void {
    const { rows, root, old, withoutThreads = runsWithoutThreads } = this.#options;
    const { dir } = run.place;
    const isIndexed = this.#indexed.has(dir);
    if (isIndexed || old || ++this.#unknown <= withoutThreads) {
      this.#see(run, !isIndexed && !rows.entries.has(dir));
      return;
    }
    this.#readers ??= this.#options.readers?.() ?? new RecordReaders(root, threads);
    this.#unread.push(run);
    if (this.#unread.length < runsPerTask) return;
    if (this.#readers.give(this.#unread)) this.#unread = [];
    else if (this.#unread.pop()) this.#see(run);
  }

  #see(run: FoundRun, isUnknown = true): void {
    this.#take(seeRun(this.#options.root, run, isUnknown));
  }

  #takeRead(): void {
    for (let batch; (batch = this.#readers?.take());) {
      for (const [i, run] of batch.runs.entries()) {
        const record = batch.records?.[i];
        if (record) this.#take({ ...record, place: run.place }, record.texts);
        else this.#see(run);
      }
    }
  }

  #take(seen: SeenRun, texts?: RunTexts): void {
    const { rows, onSeen } = this.#options;
    const { place, stamp } = seen;
    onSeen(seen);
    this.progress.done++;
    // It may have gone since it was found.
    if (stamp.deleted || isGone(stamp)) return;
    this.#gone.delete(place.dir);
    const known = rows.entries.get(place.dir);
    this.#waiting.set(place.dir, texts && { stamp, texts });
    // Another run of the same name may get another id by it.
    for (const { dir } of known ? [] : rows.add(seen, false)) {
      if (!this.#waiting.has(dir)) this.#waiting.set(dir, undefined);
    }
    if (this.#waiting.size >= rowsPerWrite) this.#write();
  }

  #write(): void {
    const { rows, old } = this.#options;
    const stale = [...this.#waiting].filter(([dir]) => !rows.take(dir, this.#indexed));
    this.#waiting.clear();
    if (stale.length === 0) return;
    this.#index.write(() => {
      for (const [dir, read] of stale) {
        const entry = rows.entries.get(dir);
        if (!entry) continue;
        const isAsRead = read && entry.stamp.text === read.stamp.text;
        if (!isAsRead || !rows.writeTexts(entry, read.texts)) rows.write(entry, eventsIn(old, dir));
      }
    });
  }
}

function eventsIn(index: RunIndex | undefined, dir: string): EventsSummary {
  try {
    return index?.get(dir)?.events ?? noEvents;
  } catch {
    // Damaged, or closed by now: the series tell the same.
    return noEvents;
  }
}
