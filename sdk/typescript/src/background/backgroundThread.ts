import { existsSync } from "node:fs";
import path from "node:path";
import { Worker } from "node:worker_threads";

import type { CallSite } from "../capture/captureTask.ts";
import type { BackgroundTask, Order, Report } from "./backgroundTask.ts";
import { RunJobs } from "./runJobs.ts";

// Runs often follow each other; a thread that is no longer needed gives its memory back.
const idleMilliseconds = 5000;

interface Entry {
  readonly task: BackgroundTask;
  readonly onCaptured: () => void;
  /** Set where the run's jobs are done on timers of this thread. */
  jobs: RunJobs | undefined;
}

/** The one background thread of this process, shared by its runs; where none can be had, timers do its work. */
class BackgroundThread {
  readonly #runs = new Map<string, Entry>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;

  /** Begins what is done for a run; `onCaptured` is called once its capture is complete. */
  begin(task: BackgroundTask, onCaptured: () => void): void {
    const entry: Entry = { task, onCaptured, jobs: undefined };
    this.#runs.set(task.directory, entry);
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    if (this.#worker === undefined) entry.jobs = new RunJobs(task, onCaptured);
    else this.#post({ kind: "begin", task });
  }

  /** Whether the run's jobs are done in a thread of their own, so that waiting for them makes sense. */
  isThread(directory: string): boolean {
    const entry = this.#runs.get(directory);
    return entry !== undefined && entry.jobs === undefined;
  }

  /** Tells where keys of a run were logged first. */
  noteSites(directory: string, sites: Readonly<Record<string, CallSite>>): void {
    const entry = this.#runs.get(directory);
    if (entry?.jobs !== undefined) entry.jobs.noteSites(sites);
    else this.#post({ kind: "sites", directory, sites });
  }

  /** Ends what is done for a run. */
  end(directory: string): void {
    const entry = this.#runs.get(directory);
    if (entry === undefined) return;
    this.#runs.delete(directory);
    entry.jobs?.stop();
    this.#post({ kind: "end", directory });
    if (this.#runs.size === 0) {
      this.#idle = setTimeout(() => this.#close(), idleMilliseconds).unref();
    }
  }

  #close(): void {
    this.#post({ kind: "close" });
    this.#worker = undefined;
  }

  #post(order: Order): void {
    this.#worker?.postMessage(order);
  }

  #start(): Worker | undefined {
    const file = workerFile();
    if (file === undefined) return undefined;
    try {
      const worker = new Worker(file, {
        name: "runicorn",
        // Loaders and preloaded programs of the training are not for this thread.
        execArgv: [],
        env: { ...process.env, NODE_OPTIONS: "" },
        // It prints nothing that way, and the training's own streams need not be made for it.
        stdout: true,
        stderr: true,
        resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 4 },
      });
      worker.on("message", (report: Report) => this.#runs.get(report.captured)?.onCaptured());
      worker.on("error", () => this.#lose(worker));
      worker.on("exit", () => this.#lose(worker));
      worker.unref();
      return worker;
    } catch {
      return undefined;
    }
  }

  /** The thread died: its work goes on here, but for the capture, which may be what it died of. */
  #lose(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const entry of this.#runs.values()) {
      entry.jobs ??= new RunJobs({ ...entry.task, capture: null }, entry.onCaptured);
    }
  }
}

/** One per process, like the thread itself. */
export const backgroundThread = new BackgroundThread();

/** The thread's program beside this one; undefined where a bundler left it out. */
function workerFile(): URL | undefined {
  try {
    const extension = path.extname(import.meta.url);
    const file = new URL(`./runicornBackground${extension}`, import.meta.url);
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}
