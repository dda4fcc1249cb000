import { statSync } from "node:fs";
import path from "node:path";

import { AppendFile } from "../appendFile.ts";
import { Pace } from "./pace.ts";
import type { Values } from "./samples.ts";
import { type Sources, sourcesOfThisMachine } from "./sources.ts";
import { threadSeconds } from "./threadSeconds.ts";

/** Of one core, for what is read without a tool. */
const share = 0.001;
const longestPauseSeconds = 60;
const longestPauseOfAFullFileSeconds = 600;

/** What a sampler is made with, for tests. */
export interface SamplerOptions {
  /** Stands before /proc and /sys. */
  readonly root?: string;
  readonly maxFileBytes?: number;
}

/**
 * Samples the machine and the training's processes into system.jsonl, a line each: `{"ts", "data": {"cpu_pct",
 * "mem_used_mib", …}}`. Percentages: `cpu_pct` is of all cores, `proc_cpu_pct` of one, so that a training on 8 cores shows
 * up to 800. It measures what it costs and samples as rarely as keeps that below half a percent of a core.
 */
export class SystemSampler {
  readonly #path: string;
  readonly #maxFileBytes: number;
  readonly #sources: Sources;
  readonly #pace = new Pace(share, longestPauseSeconds);
  #isPrimed = false;
  #isWaiting = false;
  #hasWritten = false;
  #isClosed = false;

  constructor(file: string, options: SamplerOptions = {}) {
    this.#path = file;
    this.#maxFileBytes = options.maxFileBytes ?? 64 * 1024 * 1024;
    this.#sources = sourcesOfThisMachine(path.dirname(file), options.root);
  }

  /**
   * Takes one sample; seconds until the next one. The first one writes nothing, it only reads what speeds are reckoned
   * from. The line is written once the tools that are due have answered. Never throws.
   */
  sample(): number {
    // A tool that hangs: its line is waited for.
    if (this.#isWaiting) return this.#pace.next(0);
    const [ts, now, cpu] = [Date.now() / 1000, performance.now() / 1000, threadSeconds()];
    const values = this.#readCheap(now);
    if (!this.#isPrimed) {
      // What it cost says nothing of the next: code was compiled on the way.
      this.#isPrimed = true;
      return this.#pace.next(0);
    }
    this.#isWaiting = true;
    this.#readTools(now, values, 0, () => {
      this.#isWaiting = false;
      this.#append(ts, values);
    });
    // The fuller the file, the longer the pause, so that it lasts for the longest training.
    const room = Math.max(0, 1 - this.#size() / this.#maxFileBytes);
    return Math.min(longestPauseOfAFullFileSeconds, this.#pace.next(threadSeconds() - cpu) / room);
  }

  /** Takes the one sample of a short run, without what only tools tell, unless there is one. Never throws. */
  sampleEarly(): void {
    if (!this.#isPrimed || this.#isWaiting || this.#hasWritten) return;
    this.#append(Date.now() / 1000, this.#readCheap(performance.now() / 1000));
  }

  /** Writes no more. A sample that is being taken comes to nothing. */
  close(): void {
    this.#isClosed = true;
  }

  #readCheap(now: number): Values {
    const values: Values = {};
    for (const read of this.#sources.cheap) {
      try {
        Object.assign(values, read(now));
      } catch {
        // A kernel that says something new costs its own values only.
      }
    }
    return values;
  }

  /** One after another, so that they do not all take a core at once. */
  #readTools(now: number, values: Values, index: number, done: () => void): void {
    const tool = this.#sources.tools[index];
    if (tool === undefined) {
      done();
      return;
    }
    tool.read(now, (told) => {
      Object.assign(values, told);
      this.#readTools(now, values, index + 1, done);
    });
  }

  #append(ts: number, values: Values): void {
    const entries = Object.entries(values).flatMap(([key, value]) =>
      value !== undefined && Number.isFinite(value) ? [[key, Number(value.toFixed(3))]] : [],
    );
    const line = `${JSON.stringify({ ts, data: Object.fromEntries(entries) as Values })}\n`;
    if (this.#isClosed || entries.length === 0) return;
    if (this.#size() + line.length > this.#maxFileBytes) return;
    this.#hasWritten = true;
    // Opened anew each time: no descriptor that the run's end would have to mind.
    const file = new AppendFile(this.#path);
    try {
      file.append(line);
    } catch {
      // A full disk: the training's own records tell of it.
    } finally {
      file.close();
    }
  }

  #size(): number {
    return statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
  }
}
