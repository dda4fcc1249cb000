import { Worker } from "node:worker_threads";

import type { Driver } from "#core/store/index/db.ts";
import { threadProgram } from "#core/store/threadProgram.ts";

import {
  type IngestReport,
  type IngestTask,
  type IngestWorkerData,
  restMs,
  signals,
} from "./ingestTask.ts";

/** Nothing lives long in a thread: room for more would only fill with garbage. */
const resourceLimits = { maxYoungGenerationSizeMb: 12 };
/** How long a thread that has nothing to do is kept. */
const idleMs = 5000;

interface Job {
  readonly task: IngestTask;
  readonly onProgress: (offset: number) => void;
  /** Whether the file was read. */
  readonly end: (isRead: boolean) => void;
}

/** Worker threads that read large files into one index, so that the event loop goes on meanwhile. */
export class IngestPool {
  readonly #data: IngestWorkerData;
  readonly #size: number;
  readonly #log: (message: string) => void;
  readonly #busy = new Map<Worker, Job>();
  readonly #idle = new Map<Worker, NodeJS.Timeout>();
  readonly #waiting: Job[] = [];
  #resting: NodeJS.Timeout | undefined;
  #isOver = false;

  /** `directory` is where `series.db` lies; `size` the most files read at once. */
  constructor(directory: string, driver: Driver, size: number, log: (message: string) => void) {
    this.#data = { directory, driver, control: new Int32Array(new SharedArrayBuffer(8)) };
    this.#size = size;
    this.#log = log;
  }

  /**
   * Reads the file from what is committed to its end, and commits. False where that did not come about; what was committed
   * of it by then stays.
   */
  read(task: IngestTask, onProgress: (offset: number) => void): Promise<boolean> {
    return new Promise((resolve) => {
      this.#waiting.push({ task, onProgress, end: resolve });
      this.#next();
    });
  }

  /** Threads rest for a moment: somebody waits for what this one is about to do. */
  giveWay(): void {
    Atomics.store(this.#data.control, signals.rest, 1);
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#goOn(), restMs).unref();
  }

  #goOn(): void {
    clearTimeout(this.#resting);
    Atomics.store(this.#data.control, signals.rest, 0);
    Atomics.notify(this.#data.control, signals.rest);
  }

  /** Threads commit what they have and end. */
  dispose(): void {
    this.#isOver = true;
    Atomics.store(this.#data.control, signals.stop, 1);
    this.#goOn();
    for (const worker of this.#idle.keys()) this.#letGo(worker);
    for (const [worker, job] of this.#busy) {
      worker.unref();
      job.end(false);
    }
    this.#busy.clear();
    this.#next();
  }

  #next(): void {
    for (;;) {
      // The newest first: somebody waits for it, while the older ones are read in advance.
      const job = this.#busy.size < this.#size || this.#isOver ? this.#waiting.pop() : undefined;
      if (!job) return;
      const worker = this.#isOver ? undefined : this.#take();
      if (!worker) {
        job.end(false);
        continue;
      }
      this.#busy.set(worker, job);
      worker.ref();
      worker.postMessage(job.task);
    }
  }

  #take(): Worker | undefined {
    for (const [worker, timer] of this.#idle) {
      clearTimeout(timer);
      this.#idle.delete(worker);
      return worker;
    }
    const file = threadProgram(import.meta.dirname, "ingestWorker");
    if (file === undefined) return undefined;
    try {
      const worker = new Worker(file, { workerData: this.#data, resourceLimits });
      worker.on("message", (report: IngestReport) => this.#told(worker, report));
      worker.on("error", (error) => this.#lost(worker, String(error)));
      worker.on("exit", () => this.#lost(worker, "it has ended"));
      return worker;
    } catch (error) {
      this.#log(`No thread to read files in: ${String(error)}`);
      return undefined;
    }
  }

  #told(worker: Worker, report: IngestReport): void {
    const job = this.#busy.get(worker);
    if (!job) return;
    if (report.type === "progress") {
      job.onProgress(report.offset);
      return;
    }
    this.#busy.delete(worker);
    if (report.error !== undefined) {
      this.#log(`${job.task.path} was not read in a thread: ${report.error}`);
    }
    job.end(report.error === undefined);
    worker.unref();
    this.#idle.set(worker, setTimeout(() => this.#letGo(worker), idleMs).unref());
    this.#next();
  }

  #lost(worker: Worker, why: string): void {
    clearTimeout(this.#idle.get(worker));
    this.#idle.delete(worker);
    const job = this.#busy.get(worker);
    if (!job) return;
    this.#busy.delete(worker);
    this.#log(`${job.task.path} was not read in a thread: ${why}`);
    job.end(false);
    this.#next();
  }

  #letGo(worker: Worker): void {
    clearTimeout(this.#idle.get(worker));
    this.#idle.delete(worker);
    void worker.terminate();
  }
}
