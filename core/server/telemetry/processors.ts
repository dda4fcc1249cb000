import { readFile } from "node:fs/promises";
import os from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

import type { SystemMonitor } from "#core/protocol/v1Telemetry.ts";

/** An earlier reading older than this says nothing of now. */
const maxAgeMs = 10_000;
const firstLookMs = 100;

interface Ticks {
  readonly at: number;
  readonly cores: readonly { readonly busy: number; readonly all: number }[];
}

/** How busy the processors are, between two looks at their counters. */
export class Processors {
  #before: Ticks | undefined;

  async read(): Promise<SystemMonitor["cpu"]> {
    if (this.#before === undefined || performance.now() - this.#before.at > maxAgeMs) {
      this.#before = ticks();
      await sleep(firstLookMs);
    }
    const { cores } = this.#before;
    const now = ticks();
    // Counters move every 10 ms; of two looks that are too close the first goes on to count.
    if (now.at - this.#before.at >= firstLookMs) this.#before = now;
    const used = now.cores.map((core, i) => {
      const before = cores[i] ?? { busy: 0, all: 0 };
      return { busy: core.busy - before.busy, all: core.all - before.all };
    });
    const sum = (key: "busy" | "all") => used.reduce((total, core) => total + core[key], 0);
    const speeds = os.cpus().map(({ speed }) => speed);
    return {
      percent: percentOf(sum("busy"), sum("all")),
      count: await physicalCores(),
      logical_count: now.cores.length,
      per_core: used.map(({ busy, all }) => percentOf(busy, all)),
      frequency: {
        current: speeds.length > 0 ? speeds.reduce((a, b) => a + b, 0) / speeds.length : null,
        min: null,
        max: null,
      },
      load_avg: os.loadavg(),
    };
  }
}

function ticks(): Ticks {
  const cores = os.cpus().map(({ times: { user, nice, sys, idle, irq } }) => {
    const busy = user + nice + sys + irq;
    return { busy, all: busy + idle };
  });
  return { at: performance.now(), cores };
}

function percentOf(busy: number, all: number): number {
  return all > 0 ? Math.round((1000 * Math.max(0, busy)) / all) / 10 : 0;
}

async function physicalCores(): Promise<number | null> {
  const text = await readFile("/proc/cpuinfo", "utf8").catch(() => "");
  const cores = new Set<string>();
  for (const block of text.split("\n\n")) {
    const core = /^core id\s*: (\d+)$/m.exec(block)?.[1];
    if (core !== undefined) cores.add(`${/^physical id\s*: (\d+)$/m.exec(block)?.[1]}/${core}`);
  }
  return cores.size > 0 ? cores.size : null;
}
