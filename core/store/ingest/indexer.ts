import { setTimeout as sleep } from "node:timers/promises";

import { isPassing } from "#core/store/index/db.ts";
import { Scanner } from "#core/store/scan/scanner.ts";
import type { SeriesIndex } from "#core/store/series/seriesIndex.ts";

import { BackgroundReader } from "./backgroundReader.ts";
import { type EventSource, uncommittedBytes } from "./eventSource.ts";
import { OvertakenError } from "./overtakenError.ts";
import { ReadRun } from "./readRun.ts";
import { largeBytes, type RunOwner, RunReader, threads } from "./runReader.ts";

export interface IndexerListener {
  /** A run's files have been read to the end they had. */
  onRead(run: ReadRun): void;
  /** What was read of these has been committed. */
  onCommitted(runs: readonly ReadRun[]): void;
  /** This index could not be read or written. */
  onFailure(error: unknown, of: SeriesIndex): void;
  /** For the log. */
  onNote(message: string): void;
}

/** Sealed bytes that make a commit due: a transaction of this size holds the event loop for some milliseconds. */
const commitBytes = 4 << 20;
const commitMs = 5000;
/** Runs kept in memory beyond those being written; each holds its tails. */
const maxIdle = 16;
/** How often another process may overtake us before we wait for the next look. */
const maxRetries = 8;

/** Keeps `series.db` equal with the runs' files: on demand, and in the background one run after the other. */
export class Indexer {
  readonly #root: string;
  readonly #listener: IndexerListener;
  /** Least recently used first. */
  readonly #runs = new Map<string, ReadRun>();
  readonly #reading = new Map<string, Promise<ReadRun>>();
  readonly #background = new BackgroundReader((dirs) => this.#readAhead(dirs), largeBytes, threads);
  readonly #lastCommit = new WeakMap<EventSource, number>();
  /** What another process was quicker to commit: its points have not been told yet. */
  readonly #overtaken = new Map<string, ReadRun>();
  /** One for all that is read in this thread. */
  readonly scanner = new Scanner();
  readonly #owner: RunOwner = {
    isDue: (source) => this.#isDue(source),
    commit: ({ dir }) => this.#commitPart(this.#runs.get(dir)),
    commitRun: (run) => this.#commitPart(run),
    check: (run) => this.#check(run),
    onProgress: ({ dir }, left) => this.#background.noteProgress(dir, left),
    onNote: (message) => this.#listener.onNote(message),
  };
  #index: SeriesIndex;
  #reader: RunReader;
  /** When a commit failed for a reason that will pass. */
  #failedAt = -Infinity;
  #isDisposed = false;

  constructor(root: string, index: SeriesIndex, listener: IndexerListener) {
    this.#root = root;
    this.#listener = listener;
    this.#index = index;
    this.#reader = new RunReader(root, index, this.scanner, this.#owner);
  }

  /** Runs waiting to be read. */
  get pending(): number {
    return this.#background.pending;
  }

  /** Bytes of them that are not read yet. */
  get pendingBytes(): number {
    return this.#background.pendingBytes;
  }

  /** Forgets what is in memory and goes on with another index. */
  use(index: SeriesIndex): void {
    this.#index = index;
    this.#failedAt = -Infinity;
    this.#runs.clear();
    this.#reader.dispose();
    this.#reader = new RunReader(this.#root, index, this.scanner, this.#owner);
  }

  /** What is read in threads waits for a moment: there is something to be answered at once. */
  giveWay(): void {
    this.#reader.giveWay();
  }

  /** Reads the run when its turn comes; `bytes` are to be read. */
  enqueue(dir: string, bytes: number): void {
    this.#background.enqueue(dir, bytes);
  }

  /** The run as it was read last, if it is in memory. */
  peek(dir: string): ReadRun | undefined {
    return this.#runs.get(dir);
  }

  /** Bytes of the run's files that are indexed. */
  offsetOf(dir: string): number {
    const run = this.#runs.get(dir);
    const read = run?.sources.reduce((sum, { state }) => sum + state.offset, 0) ?? 0;
    return Math.max(read, this.#index.offsetOf(dir));
  }

  /** The run, read to the end its files have now. What is returned is only good until the next await. */
  async current(dir: string): Promise<ReadRun> {
    // One that is being read may have passed the end before the caller's last line was there.
    await this.#reading.get(dir)?.catch(() => undefined);
    const already = this.#reading.get(dir);
    if (already) return already;
    const reading = this.#read(dir).finally(() => this.#reading.delete(dir));
    this.#reading.set(dir, reading);
    return reading;
  }

  /** The same, and committed. */
  async settled(dir: string): Promise<ReadRun> {
    for (let attempt = 0; ; attempt++) {
      const run = await this.current(dir);
      // Another reading of it, which may have begun meanwhile, has not come to its end.
      if (this.#reading.has(dir) && attempt < maxRetries) continue;
      if (this.commit(run) || attempt === maxRetries) return run;
    }
  }

  /**
   * Writes what is read. False where another process, a rebuild or a removal was quicker with one of them: what is in
   * memory of it is then forgotten, and `current` goes on from what is committed.
   */
  commit(...runs: readonly ReadRun[]): boolean {
    const ours = runs.filter((run) => this.#runs.get(run.dir) === run);
    const dirty = ours.filter((run) => run.isDirty);
    if (dirty.length === 0) return ours.length === runs.length;
    // It stays in memory until the next commit.
    if (this.#isWaiting) return true;
    const sources = dirty.flatMap((run) => run.sources.filter(({ isDirty }) => isDirty));
    for (const source of sources) this.#lastCommit.set(source, performance.now());
    let overtaken: ReadonlySet<EventSource>;
    try {
      overtaken = this.#index.commit(sources);
    } catch (error) {
      if (!isPassing(error)) throw error;
      this.#failedAt = performance.now();
      this.#listener.onFailure(error, this.#index);
      return true;
    }
    const lost = dirty.filter((run) => run.sources.some((source) => overtaken.has(source)));
    for (const run of lost) {
      this.#overtaken.set(run.dir, run);
      this.#runs.delete(run.dir);
    }
    this.#listener.onCommitted(dirty.filter((run) => !lost.includes(run)));
    return ours.length === runs.length && lost.length === 0;
  }

  /** Commits runs that have not been for a while, and drops idle ones. Called now and then. */
  tidy(isRunning: (dir: string) => boolean): void {
    for (const run of this.#runs.values()) {
      if (this.#reading.has(run.dir)) continue;
      const isDue = run.sources.some((source) => this.#isDue(source));
      if (!isRunning(run.dir) || isDue) this.#commitQuietly(run);
    }
    this.#evict();
  }

  /** Throws away what is indexed of the run. */
  readAnew(dir: string): void {
    this.forget(dir);
    this.#index.remove(dir);
  }

  forget(dir: string): void {
    this.#background.forget(dir);
    this.#runs.delete(dir);
    this.#overtaken.delete(dir);
  }

  /** Commits all that is read. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#background.dispose();
    this.#reader.dispose();
    for (const run of this.#runs.values()) {
      // One that is being read is not at a line's end of its state's mark; the next open reads it again.
      if (!this.#reading.has(run.dir)) this.#commitQuietly(run);
    }
    this.#runs.clear();
  }

  #isDue(source: EventSource): boolean {
    if (this.#isDisposed) return true;
    if (this.#isWaiting) return false;
    if (uncommittedBytes(source) >= commitBytes) return true;
    const last = this.#lastCommit.get(source);
    if (last === undefined) this.#lastCommit.set(source, performance.now());
    return last !== undefined && performance.now() - last > commitMs;
  }

  /** Another attempt would write as much, for nothing. */
  get #isWaiting(): boolean {
    return !this.#isDisposed && performance.now() - this.#failedAt < commitMs;
  }

  #commitPart(run: ReadRun | undefined): void {
    if (!run || !this.commit(run)) throw new OvertakenError();
  }

  #check(run: ReadRun): void {
    if (this.#isDisposed || this.#runs.get(run.dir) !== run) throw new OvertakenError();
  }

  async #read(dir: string): Promise<ReadRun> {
    for (let attempt = 0; ; attempt++) {
      const index = this.#index;
      const run = this.#open(dir);
      try {
        const isTold = await this.#reader.read(run, this.#overtaken.get(dir));
        this.#check(run);
        this.#overtaken.delete(dir);
        this.#listener.onRead(run);
        if (!isTold && !run.isDirty) this.#listener.onCommitted([run]);
        return run;
      } catch (error) {
        const isOvertaken = error instanceof OvertakenError || index !== this.#index;
        if (isOvertaken && !this.#isDisposed && attempt < maxRetries) continue;
        this.#runs.delete(dir);
        throw error;
      }
    }
  }

  #open(dir: string): ReadRun {
    const run = this.#runs.get(dir) ?? new ReadRun(dir);
    this.#runs.delete(dir);
    this.#runs.set(dir, run);
    return run;
  }

  /** Reads and commits runs together; returns those that are to be read again. */
  async #readAhead(dirs: readonly string[]): Promise<readonly string[]> {
    if (this.#isWaiting) {
      // What cannot be written must not fill the memory.
      await sleep(this.#failedAt + commitMs - performance.now(), undefined, { ref: false });
    }
    const index = this.#index;
    const read = await Promise.allSettled(dirs.map((dir) => this.current(dir)));
    const runs: ReadRun[] = [];
    for (const result of read) {
      if (result.status === "rejected") this.#report(result.reason, index);
      // Somebody else has begun to read on, and has not come to the end.
      else if (!this.#reading.has(result.value.dir)) runs.push(result.value);
    }
    this.#commitQuietly(...runs);
    if (this.#isWaiting) this.#drop(runs);
    const lost = new Set(runs.filter(({ dir }) => !this.#runs.has(dir)).map(({ dir }) => dir));
    this.#evict();
    if (index !== this.#index) return [];
    return dirs.filter((dir) => lost.has(dir) || this.#reading.has(dir));
  }

  /** Lets go of what could not be committed; its points have been told. */
  #drop(runs: readonly ReadRun[]): void {
    for (const run of runs) {
      if (!run.isDirty || this.#reading.has(run.dir) || this.#runs.get(run.dir) !== run) continue;
      this.#overtaken.set(run.dir, run);
      this.#runs.delete(run.dir);
    }
  }

  #commitQuietly(...runs: readonly ReadRun[]): void {
    const index = this.#index;
    try {
      this.commit(...runs);
    } catch (error) {
      this.#report(error, index);
    }
  }

  #report(error: unknown, of: SeriesIndex): void {
    if (this.#isDisposed || error instanceof OvertakenError) return;
    this.#listener.onFailure(error, of);
  }

  #evict(): void {
    let excess = this.#runs.size - maxIdle;
    for (const run of this.#runs.values()) {
      if (excess <= 0) return;
      if (run.isDirty || this.#reading.has(run.dir)) continue;
      this.#runs.delete(run.dir);
      excess--;
    }
  }
}
