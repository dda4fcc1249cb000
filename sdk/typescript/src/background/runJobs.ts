import { closeSync, fdatasyncSync, openSync } from "node:fs";
import path from "node:path";

import { Capture } from "../capture/capture.ts";
import type { CallSite } from "../capture/captureTask.ts";
import { readToReplace, replaceJson } from "../jsonFile.ts";
import { Notices } from "../notices.ts";
import { SystemSampler } from "../system/systemSampler.ts";
import type { BackgroundTask } from "./backgroundTask.ts";
import { RunState } from "./runState.ts";

const syncSeconds = 1;

/** Does what is done for one run beside the training: in the background thread, or on timers of the only one. */
export class RunJobs {
  readonly #task: BackgroundTask;
  readonly #state: RunState;
  readonly #notices = new Notices();
  readonly #capture: Capture | undefined;
  readonly #sampler: SystemSampler | undefined;
  readonly #timers = new Set<NodeJS.Timeout>();
  #hasNewSites = false;

  /** `onCaptured` is called once the capture is complete. */
  constructor(task: BackgroundTask, onCaptured: () => void) {
    this.#task = task;
    this.#state = new RunState(task.state);
    if (task.capture !== null) this.#capture = new Capture(task.capture, this.#notices);
    if (task.systemMetrics) {
      this.#sampler = new SystemSampler(path.join(task.directory, "system.jsonl"));
    }
    const { beatSeconds } = task;
    if (beatSeconds !== null) this.#every(beatSeconds, beatSeconds, () => this.#beat());
    if (task.durable.length > 0) this.#every(syncSeconds, syncSeconds, () => this.#sync());
    const sampler = this.#sampler;
    if (sampler !== undefined) this.#every(0, 1, () => sampler.sample());
    this.#every(0, Infinity, () => void this.#record(onCaptured));
  }

  /** Takes in where keys were logged first; together with those of the next second they are written. */
  noteSites(sites: Readonly<Record<string, CallSite>>): void {
    this.#capture?.noteKeys(sites);
    if (this.#hasNewSites) return;
    this.#hasNewSites = true;
    this.#every(1, Infinity, () => {
      this.#hasNewSites = false;
      this.#capture?.writeCallSites();
    });
  }

  /** Nothing is done any more. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#sampler?.close();
  }

  /** Calls `job` after `first` seconds and then every `seconds`, or as many as it says; never again after Infinity. */
  #every(first: number, seconds: number, job: () => number | void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (this.#state.ended) return;
      const next = job() ?? seconds;
      if (next < Infinity) this.#every(next, seconds, job);
    }, first * 1000).unref();
    this.#timers.add(timer);
  }

  async #record(onCaptured: () => void): Promise<void> {
    if (this.#capture !== undefined) {
      await this.#capture.run(() => this.#state.ended);
      // The end of a short run waits for this, and for no timer.
      if (!this.#state.ended) this.#sampler?.sampleEarly();
    }
    this.#state.setCaptured();
    onCaptured();
  }

  #beat(): void {
    try {
      this.#state.whileOpen(() => {
        const file = path.join(this.#task.directory, "status.json");
        const now = Date.now() / 1000;
        replaceJson(file, { ...readToReplace(file), status: "running", heartbeat_at: now });
      });
    } catch (error) {
      this.#notices.tell("beat", `the sign of life could not be written: ${String(error)}`);
    }
  }

  #sync(): void {
    for (const file of this.#task.durable) {
      try {
        const fd = openSync(file, "r");
        try {
          fdatasyncSync(fd);
        } finally {
          closeSync(fd);
        }
      } catch {
        // It does not exist yet.
      }
    }
  }
}
