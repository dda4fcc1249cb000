import path from "node:path";

import { isPassing } from "#core/store/index/db.ts";
import type { SeriesIndex } from "#core/store/series/seriesIndex.ts";

import type { EventSource } from "./eventSource.ts";
import { type Checkpoints, ingest, type Ingested } from "./ingest.ts";

export interface IndexerListener {
  /** A run's events have been read to the end they had. */
  onRead(source: EventSource, result: Ingested): void;
  /** What was read of these has been committed. */
  onCommitted(sources: readonly EventSource[]): void;
  /** The index does not hold what it should; a new one is needed. */
  onDamage(error: unknown): void;
}

/** Sealed bytes that make a commit due: a transaction of this size holds the event loop for some milliseconds. */
const commitBytes = 4 << 20;
const commitMs = 5000;
/** Runs kept in memory beyond those being written; each holds its tails. */
const maxIdle = 16;
/** Runs the background reads and commits together: most are small, and a commit costs more than they do. */
const readAtOnce = 8;
/** How often another process may overtake us before we wait for the next look. */
const maxRetries = 8;

/** Keeps `series.db` equal with the runs' `events.jsonl`: on demand, and in the background one run after the other. */
export class Indexer {
  readonly #root: string;
  readonly #listener: IndexerListener;
  /** Least recently used first. */
  readonly #sources = new Map<string, EventSource>();
  readonly #reading = new Map<string, Promise<EventSource>>();
  readonly #queue = new Set<string>();
  readonly #lastCommit = new Map<string, number>();
  /** What another process was quicker to commit: its points have not been told yet. */
  readonly #overtaken = new Map<string, EventSource>();
  readonly #checkpoints: Checkpoints = {
    isDue: (source) => this.#isDue(source),
    commit: (source) => {
      if (!this.commit(source)) throw new OvertakenError();
    },
  };
  #index: SeriesIndex;
  #isWorking = false;
  #isDisposed = false;

  constructor(root: string, index: SeriesIndex, listener: IndexerListener) {
    this.#root = root;
    this.#index = index;
    this.#listener = listener;
  }

  /** Runs waiting to be read. */
  get pending(): number {
    return this.#queue.size;
  }

  /** Forgets what is in memory and goes on with another index. */
  use(index: SeriesIndex): void {
    this.#index = index;
    this.#sources.clear();
    this.#lastCommit.clear();
  }

  /** Reads the run when its turn comes. */
  enqueue(dir: string): void {
    this.#queue.add(dir);
    if (!this.#isWorking) void this.#work();
  }

  /** The run as it was read last, if it is in memory. */
  peek(dir: string): EventSource | undefined {
    return this.#sources.get(dir);
  }

  /** Bytes of the run's events that are indexed. */
  offsetOf(dir: string): number {
    const source = this.#sources.get(dir);
    return source ? source.state.offset : this.#index.offsetOf(dir);
  }

  /** The run, read to the end its file has now. What is returned is only good until the next await. */
  async current(dir: string): Promise<EventSource> {
    // One that is being read may have passed the end before the caller's last line was there.
    await this.#reading.get(dir)?.catch(() => undefined);
    const already = this.#reading.get(dir);
    if (already) return already;
    const reading = this.#read(dir).finally(() => this.#reading.delete(dir));
    this.#reading.set(dir, reading);
    return reading;
  }

  /** The same, and committed. */
  async settled(dir: string): Promise<EventSource> {
    for (let attempt = 0; ; attempt++) {
      const source = await this.current(dir);
      if (this.commit(source) || attempt === maxRetries) return source;
    }
  }

  #isDue(source: EventSource): boolean {
    if (this.#isDisposed) return true;
    let sealed = source.events.pendingBytes;
    for (const column of source.series.columns()) sealed += column.sealedBytes;
    if (sealed >= commitBytes) return true;
    const last = this.#lastCommit.get(source.dir);
    if (last === undefined) this.#lastCommit.set(source.dir, performance.now());
    return last !== undefined && performance.now() - last > commitMs;
  }

  /**
   * Writes what is read. False where another process, a rebuild or a removal was quicker with one of them: what is in
   * memory of it is then forgotten, and `current` goes on from what is committed.
   */
  commit(...sources: readonly EventSource[]): boolean {
    const ours = sources.filter((source) => this.#sources.get(source.dir) === source);
    const dirty = ours.filter((source) => source.isDirty);
    if (dirty.length === 0) return ours.length === sources.length;
    for (const { dir } of dirty) this.#lastCommit.set(dir, performance.now());
    let overtaken: ReadonlySet<EventSource>;
    try {
      overtaken = this.#index.commit(dirty);
    } catch (error) {
      // It stays in memory until the next commit.
      if (isPassing(error)) return true;
      throw error;
    }
    for (const source of overtaken) {
      this.#overtaken.set(source.dir, source);
      this.#sources.delete(source.dir);
    }
    this.#listener.onCommitted(dirty.filter((source) => !overtaken.has(source)));
    return ours.length === sources.length && overtaken.size === 0;
  }

  /** Commits runs that have not been for a while, and drops idle ones. Called now and then. */
  tidy(isRunning: (dir: string) => boolean): void {
    for (const source of this.#sources.values()) {
      if (this.#reading.has(source.dir)) continue;
      if (!isRunning(source.dir) || this.#isDue(source)) this.#commitQuietly(source);
    }
    this.#evict();
  }

  forget(dir: string): void {
    this.#queue.delete(dir);
    this.#sources.delete(dir);
    this.#lastCommit.delete(dir);
    this.#overtaken.delete(dir);
  }

  /** Commits all that is read. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#queue.clear();
    for (const source of this.#sources.values()) {
      // One that is being read is not at a line's end of its state's mark; the next open reads it again.
      if (!this.#reading.has(source.dir)) this.#commitQuietly(source);
    }
    this.#sources.clear();
  }

  async #read(dir: string): Promise<EventSource> {
    for (let attempt = 0; ; attempt++) {
      const source = this.#load(dir);
      try {
        const file = path.join(this.#root, dir, "events.jsonl");
        const result = await ingest(file, source, this.#checkpoints);
        if (this.#isDisposed || this.#sources.get(dir) !== source) throw new OvertakenError();
        if (result === "replaced") {
          this.#sources.delete(dir);
          this.#index.remove(dir);
          continue;
        }
        this.#listener.onRead(source, result);
        return source;
      } catch (error) {
        if (!(error instanceof OvertakenError) || this.#isDisposed || attempt >= maxRetries) {
          this.#sources.delete(dir);
          throw error;
        }
      }
    }
  }

  #load(dir: string): EventSource {
    const known = this.#sources.get(dir);
    const source = known ?? this.#index.load(dir);
    const overtaken = this.#overtaken.get(dir);
    if (overtaken) {
      source.series.continueNewsOf(overtaken.series);
      source.events.continueNewsOf(overtaken.events);
    }
    this.#overtaken.delete(dir);
    this.#sources.delete(dir);
    this.#sources.set(dir, source);
    return source;
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    while (!this.#isDisposed && this.#queue.size > 0) {
      const batch = [...this.#queue].slice(0, readAtOnce);
      const read = await Promise.allSettled(batch.map((dir) => this.current(dir)));
      const sources: EventSource[] = [];
      for (const result of read) {
        if (result.status === "fulfilled") sources.push(result.value);
        else this.#report(result.reason);
      }
      for (const dir of batch) this.#queue.delete(dir);
      if (!this.#commitQuietly(...sources)) {
        for (const dir of batch) if (!this.#sources.has(dir)) this.#queue.add(dir);
      }
      this.#evict();
    }
    this.#isWorking = false;
  }

  #commitQuietly(...sources: readonly EventSource[]): boolean {
    try {
      return this.commit(...sources);
    } catch (error) {
      this.#report(error);
      return true;
    }
  }

  #report(error: unknown): void {
    if (!this.#isDisposed && !(error instanceof OvertakenError)) this.#listener.onDamage(error);
  }

  #evict(): void {
    let excess = this.#sources.size - maxIdle;
    for (const source of this.#sources.values()) {
      if (excess <= 0) return;
      if (source.isDirty || this.#reading.has(source.dir)) continue;
      this.#sources.delete(source.dir);
      this.#lastCommit.delete(source.dir);
      excess--;
    }
  }
}

/** The run being read has been taken from under us. */
class OvertakenError extends Error {}
