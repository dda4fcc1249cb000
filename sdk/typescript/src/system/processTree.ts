import { readFileSync } from "node:fs";

import { CounterRates } from "./counterRates.ts";
import { type Values, mib } from "./samples.ts";
import { listFolder, readText } from "./systemFile.ts";

/** More than any training has; a fork bomb must not be followed. */
const maxProcesses = 4096;
/** Linux reports times in these units on every architecture Node runs on. */
const ticksPerSecond = 100;
const auxPageSize = 6n;

/** CPU time and memory of a process and all that it started, from /proc. Pages that they share count for each. */
export class ProcessTree {
  readonly #pid: number;
  readonly #proc: string;
  readonly #rates = new CounterRates();
  readonly #pageMib: number;

  constructor(pid: number, root = "") {
    this.#pid = pid;
    this.#proc = `${root}/proc`;
    this.#pageMib = pageBytes() / mib;
  }

  /** `proc_*` at the time `now`, in seconds; `proc_cpu_pct`, of one core, from the second call on. */
  read(now: number): Values {
    let [count, threads, ticks, pages] = [0, 0, 0, 0];
    const waiting = [String(this.#pid)];
    for (let pid = waiting.pop(); pid !== undefined && count < maxProcesses; pid = waiting.pop()) {
      const text = readText(`${this.#proc}/${pid}/stat`);
      // The second field is the program's name in brackets, which may hold blanks and brackets itself.
      const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
      if (fields.length < 22) continue;
      count += 1;
      threads += Number(fields[17]);
      pages += Number(fields[21]);
      // With the time of children that have ended, so that it does not go when they do.
      for (const field of fields.slice(11, 15)) ticks += Number(field);
      for (const task of listFolder(`${this.#proc}/${pid}/task`)) {
        const children = readText(`${this.#proc}/${pid}/task/${task}/children`).trim();
        if (children !== "") waiting.push(...children.split(/\s+/));
      }
    }
    if (count === 0) return {};
    const cpu = this.#rates.rate("cpu", ticks / ticksPerSecond, now);
    return {
      proc_cpu_pct: cpu === undefined ? undefined : 100 * cpu,
      proc_rss_mib: pages * this.#pageMib,
      proc_count: count,
      proc_threads: threads,
    };
  }
}

/** Node does not tell how large a page is; the words that the kernel gave this process (type, value) do. */
function pageBytes(): number {
  try {
    const words = new BigUint64Array(new Uint8Array(readFileSync("/proc/self/auxv")).buffer);
    for (let i = 0; i + 1 < words.length; i += 2) {
      if (words[i] === auxPageSize) return Number(words[i + 1]);
    }
  } catch {
    // A 32-bit system, or one that hides it.
  }
  return 4096;
}
