import { Worker } from "node:worker_threads";

import { threadProgram } from "#core/store/threadProgram.ts";

import type { ReadRecord, RecordReport, RecordTask } from "./recordTask.ts";
import type { FoundRun } from "./seenRuns.ts";

/** What is read is garbage soon; a larger nursery is collected less often. */
const resourceLimits = { maxYoungGenerationSizeMb: 32 };
/** So that a thread has something to do while what it has done is written. */
const tasksAhead = 2;

/** Runs with what was read of them; without where the thread did not get to it. */
interface ReadBatch {
  readonly runs: readonly FoundRun[];
  readonly records: readonly ReadRecord[] | undefined;
}

/** Threads that read the small files of many runs. Nothing waits for them: who finds them busy reads himself. */
export class RecordReaders {
  readonly #root: string;
  /** What each thread that has come up has to do, the oldest first. */
  readonly #tasks = new Map<Worker, (readonly FoundRun[])[]>();
  readonly #starting = new Set<Worker>();
  readonly #read: ReadBatch[] = [];
  #wake: (() => void) | undefined;

  constructor(root: string, threads: number) {
    this.#root = root;
    const program = threadProgram(import.meta.dirname, "recordWorker");
    if (program === undefined) return;
    for (let i = 0; i < threads; i++) this.#start(program);
  }

  /** Runs are being read, or have been and are not taken. */
  get isPending(): boolean {
    if (this.#read.length > 0) return true;
    for (const tasks of this.#tasks.values()) if (tasks.length > 0) return true;
    return false;
  }

  /** Hands runs to a thread; false where all have enough to do. */
  give(runs: readonly FoundRun[]): boolean {
    for (const [worker, tasks] of this.#tasks) {
      if (tasks.length >= tasksAhead) continue;
      tasks.push(runs);
      worker.postMessage({ root: this.#root, runs } satisfies RecordTask);
      return true;
    }
    return false;
  }

  /** Runs that have been read since. */
  take(): ReadBatch | undefined {
    return this.#read.shift();
  }

  /** Resolves when there may be something to take. */
  next(): Promise<void> {
    if (this.#read.length > 0) return Promise.resolve();
    return new Promise((resolve) => (this.#wake = resolve));
  }

  /** Ends the threads, whatever they do. */
  dispose(): void {
    for (const worker of [...this.#starting, ...this.#tasks.keys()]) void worker.terminate();
    this.#starting.clear();
    this.#tasks.clear();
    this.#wake?.();
  }

  #start(program: string): void {
    let worker: Worker;
    try {
      worker = new Worker(program, { resourceLimits });
    } catch {
      // Without threads everything is read here.
      return;
    }
    this.#starting.add(worker);
    worker.on("message", (report: RecordReport) => this.#told(worker, report));
    worker.on("error", () => this.#lost(worker));
    worker.on("exit", () => this.#lost(worker));
  }

  #told(worker: Worker, report: RecordReport): void {
    if (report === "ready") {
      if (this.#starting.delete(worker)) this.#tasks.set(worker, []);
      return;
    }
    const runs = this.#tasks.get(worker)?.shift();
    if (runs) this.#note({ runs, records: report });
  }

  #lost(worker: Worker): void {
    this.#starting.delete(worker);
    const tasks = this.#tasks.get(worker) ?? [];
    this.#tasks.delete(worker);
    for (const runs of tasks) this.#note({ runs, records: undefined });
  }

  #note(batch: ReadBatch): void {
    this.#read.push(batch);
    this.#wake?.();
    this.#wake = undefined;
  }
}
