import { availableParallelism } from "node:os";
import path from "node:path";

import {
  compareEventFiles,
  type EventFile,
  stampEventFiles,
  toEventFile,
} from "#core/store/files/eventFiles.ts";
import type { Scanner } from "#core/store/scan/scanner.ts";
import type { SeriesIndex } from "#core/store/series/seriesIndex.ts";

import type { EventSource } from "./eventSource.ts";
import { type Checkpoints, ingest, type IngestTools } from "./ingest.ts";
import { IngestPool } from "./ingestPool.ts";
import type { ReadRun } from "./readRun.ts";

/** Small enough that parsing one slice holds the event loop for about two milliseconds. */
const sliceBytes = 128 << 10;
/** A file with more than this to read is read in a thread of its own. */
export const largeBytes = 1 << 20;
/** Threads that read in advance. */
export const threads = Math.max(1, Math.min(4, availableParallelism() - 1));

/** What whoever owns the runs is asked and told while one is read. */
export interface RunOwner extends Checkpoints {
  /** Throws where the run is nobody's any more; asked after every pause. */
  check(run: ReadRun): void;
  /** Commits the run. Throws where another process was quicker. */
  commitRun(run: ReadRun): void;
  /** A thread has committed some of the run; `left` bytes of the file are to be read. */
  onProgress(run: ReadRun, left: number): void;
  onNote(message: string): void;
}

/** Reads the files of runs into one index: what is much in threads, if the index is not in memory. */
export class RunReader {
  readonly #root: string;
  readonly #index: SeriesIndex;
  readonly #owner: RunOwner;
  readonly #tools: IngestTools;
  readonly #pool: IngestPool | undefined;

  constructor(root: string, index: SeriesIndex, scanner: Scanner, owner: RunOwner) {
    this.#root = root;
    this.#index = index;
    this.#owner = owner;
    this.#tools = { scanner, sliceBytes, checkpoints: owner };
    const { path: file, db } = index.file;
    if (file === undefined) return;
    const note = (message: string) => owner.onNote(message);
    // One more than read in advance, for whom somebody waits.
    this.#pool = new IngestPool(path.dirname(file), db.driver, threads + 1, note);
  }

  giveWay(): void {
    this.#pool?.giveWay();
  }

  dispose(): void {
    this.#pool?.dispose();
  }

  /**
   * Reads the run's files to the end they have now. `told` is an earlier reading, whose news go on. False where the index
   * has changed without a commit of the run's owner.
   */
  async read(run: ReadRun, told: ReadRun | undefined): Promise<boolean> {
    let isTold = true;
    const indexed = new Set(this.#index.filesOf(run.dir));
    for (const [file, size] of this.#filesOf(run, indexed)) {
      const known = { told: told?.get(file.name), isIndexed: indexed.has(file.name) };
      if (!(await this.#readFile(run, file, size, known))) isTold = false;
    }
    return isTold;
  }

  /** Those that are there, with their sizes, and those that were. */
  #filesOf(run: ReadRun, indexed: Iterable<string>): [file: EventFile, size: number][] {
    const sizes = new Map<string, number>();
    for (const { file } of run.sources) sizes.set(file.name, 0);
    for (const name of indexed) sizes.set(name, 0);
    const directory = path.join(this.#root, run.dir);
    for (const { name, size } of stampEventFiles(directory)) sizes.set(name, size);
    return [...sizes]
      .flatMap(([name, size]): [EventFile, number][] => {
        const file = toEventFile(name);
        return file ? [[file, size]] : [];
      })
      .sort(([a], [b]) => compareEventFiles(a, b));
  }

  async #readFile(
    run: ReadRun,
    file: EventFile,
    size: number,
    { told, isIndexed }: { told: EventSource | undefined; isIndexed: boolean },
  ): Promise<boolean> {
    let isTold = true;
    let source = run.get(file.name) ?? this.#load(run, file, told, isIndexed);
    for (;;) {
      if (this.#pool && size - source.state.offset > largeBytes) {
        source = await this.#readInThread(this.#pool, run, source, size);
        isTold = false;
      }
      const result = await ingest(this.#pathOf(source), source, this.#tools);
      this.#owner.check(run);
      source.isUnreadable = result === "unreadable";
      if (result !== "replaced" && result !== "missing") return isTold;
      this.#index.remove(run.dir, file.name);
      run.drop(file.name);
      if (result === "missing") return false;
      // Another file: its points are counted from the first again.
      const { generation } = source.state;
      source = this.#load(run, file, undefined);
      source.state.generation = generation;
      source.isDirty = true;
    }
  }

  /** The source, read by a thread as far as that could; what it has read is committed. */
  async #readInThread(
    pool: IngestPool,
    run: ReadRun,
    source: EventSource,
    size: number,
  ): Promise<EventSource> {
    if (source.isDirty) this.#owner.commitRun(run);
    const { dir, file } = source;
    await pool.read({ path: this.#pathOf(source), dir, file }, (offset) =>
      this.#owner.onProgress(run, size - offset),
    );
    this.#owner.check(run);
    const read = this.#load(run, file, source);
    read.events.noteCommitted(this.#index.listAlerts(read, source.events.count));
    return read;
  }

  /** A file as committed, in the place of what the run had of it. */
  #load(
    run: ReadRun,
    file: EventFile,
    told: EventSource | undefined,
    isIndexed = true,
  ): EventSource {
    const source = isIndexed ? this.#index.load(run.dir, file) : this.#index.start(run.dir, file);
    if (told) {
      source.series.continueNewsOf(told.series);
      source.events.continueNewsOf(told.events);
    }
    run.put(source);
    return source;
  }

  #pathOf({ dir, file }: EventSource): string {
    return path.join(this.#root, dir, file.name);
  }
}
