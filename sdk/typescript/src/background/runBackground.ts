import path from "node:path";

import { callSite } from "../capture/callSite.ts";
import { addCallSites, maxCallSites } from "../capture/callSites.ts";
import type { CallSite, CaptureTask } from "../capture/captureTask.ts";
import { readToReplace, replaceJson } from "../jsonFile.ts";
import { toPlainObject } from "../plain.ts";
import type { EnvironmentCallback } from "../run.ts";
import type { RunRecord } from "../runRecord.ts";
import type { BackgroundTask } from "./backgroundTask.ts";
import { backgroundThread } from "./backgroundThread.ts";
import { RunState } from "./runState.ts";

const summaryMilliseconds = 15_000;
const beatMilliseconds = 500;

/** What is asked of the background for one run. */
export interface BackgroundWork {
  readonly capture: CaptureTask | null;
  readonly beatSeconds: number | null;
  readonly systemMetrics: boolean;
  readonly durable: readonly string[];
}

/** One run's side of the background thread, on the thread of the training. */
export class RunBackground {
  readonly #record: RunRecord;
  readonly #state = new RunState();
  readonly #captures: boolean;
  readonly #callbacks: EnvironmentCallback[] = [];
  readonly #timer: NodeJS.Timeout;
  #captured = false;
  /** Where keys were logged first. */
  readonly #sites = new Map<string, CallSite>();

  constructor(record: RunRecord, work: BackgroundWork) {
    this.#record = record;
    this.#captures = work.capture !== null;
    const task: BackgroundTask = {
      ...work,
      directory: record.directory,
      state: this.#state.memory,
    };
    backgroundThread.begin(task, () => this.#noteCaptured());
    this.#timer = setInterval(() => record.settleSummary(), summaryMilliseconds).unref();
    if (work.capture !== null) record.onNewKeys = (keys) => this.#noteKeys(keys);
  }

  /** Calls back once the environment is captured, or now if it is. */
  onEnvironment(callback: EnvironmentCallback): void {
    this.#callbacks.push(callback);
    if (this.#captured) this.#callBack();
  }

  /** Waits `patience` milliseconds for the capture; after this nothing but the training writes into the run. */
  end(patience: number): void {
    clearInterval(this.#timer);
    if (this.#captures && backgroundThread.isThread(this.#record.directory)) {
      if (this.#state.waitCaptured(patience)) this.#noteCaptured();
    }
    this.#state.end(beatMilliseconds);
    // Those that the thread has not written yet.
    this.#record.guard("call sites", () =>
      addCallSites(this.#record.directory, Object.fromEntries(this.#sites)),
    );
    backgroundThread.end(this.#record.directory);
  }

  #noteKeys(keys: readonly string[]): void {
    const unknown = keys.filter((key) => !this.#sites.has(key));
    if (unknown.length === 0 || this.#sites.size >= maxCallSites) return;
    const site = callSite();
    if (site === null) return;
    for (const key of unknown) this.#sites.set(key, site);
    const sites = Object.fromEntries(unknown.map((key) => [key, site]));
    backgroundThread.noteSites(this.#record.directory, sites);
  }

  #noteCaptured(): void {
    if (this.#captured) return;
    this.#captured = true;
    this.#callBack();
  }

  #callBack(): void {
    const file = path.join(this.#record.directory, "environment.json");
    for (const callback of this.#callbacks.splice(0)) {
      this.#record.guard("onEnvironment", () => {
        const environment = readToReplace(file);
        const extra: unknown = callback(environment);
        if (typeof extra !== "object" || extra === null) return;
        const known = Object.entries(Object(environment["extra"]) as object);
        const merged = toPlainObject([...known, ...Object.entries(extra)]);
        replaceJson(file, { ...environment, extra: merged });
      });
    }
  }
}
