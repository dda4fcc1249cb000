import { cpus, freemem, totalmem } from "node:os";

import { CounterRates } from "./counterRates.ts";
import { type Values, mib } from "./samples.ts";

/** CPU and memory of a machine without /proc, as Node tells them; of the training this process alone. */
export class OtherMachine {
  readonly #rates = new CounterRates();

  /** What can be told at the time `now`, in seconds; percentages of CPU from the second call on. */
  read(now: number): Values {
    const times = cpus().map((cpu) => cpu.times);
    const total = times.reduce(
      (sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq,
      0,
    );
    const idle = times.reduce((sum, time) => sum + time.idle, 0);
    const busy = this.#rates.rate("cpu", total - idle, total);
    const { user, system } = process.cpuUsage();
    const own = this.#rates.rate("own", (user + system) / 1e6, now);
    const used = totalmem() - freemem();
    return {
      cpu_pct: busy === undefined ? undefined : Math.min(100, 100 * busy),
      mem_used_mib: used / mib,
      mem_total_mib: totalmem() / mib,
      mem_pct: (100 * used) / totalmem(),
      proc_cpu_pct: own === undefined ? undefined : 100 * own,
      proc_rss_mib: process.memoryUsage.rss() / mib,
    };
  }
}
