import { existsSync } from "node:fs";

import { CounterRates } from "./counterRates.ts";
import { MemoryLimit } from "./memoryLimit.ts";
import { type Values, mib } from "./samples.ts";
import { listFolder, readText, toNumber } from "./systemFile.ts";

/** The kernel counts blocks of this size, whatever the device's own. */
const sectorBytes = 512;
/** Devices that only pass on to others, which would be counted twice, or live in memory. */
const noDisk = /^(dm-|md|loop|ram|zram|sr|fd|nbd)/;

/**
 * CPU, memory, disk and network of a Linux machine, from /proc and /sys; in a container with a memory limit, the memory
 * is the container's. Disks and networks are those known when this is made. `root` stands before every path, for tests.
 */
export class LinuxMachine {
  readonly #root: string;
  readonly #rates = new CounterRates();
  readonly #limit: MemoryLimit | undefined;
  readonly #disks: ReadonlySet<string>;
  readonly #networks: ReadonlySet<string>;

  constructor(root = "") {
    this.#root = root;
    this.#limit = MemoryLimit.find(root);
    this.#disks = new Set(listFolder(`${root}/sys/block`).filter((name) => !noDisk.test(name)));
    this.#networks = networks(root);
  }

  /** What can be told at the time `now`, in seconds; speeds from the second call on. */
  read(now: number): Values {
    const load = toNumber(readText(`${this.#root}/proc/loadavg`).split(" ")[0] ?? "");
    return { cpu_pct: this.#cpu(), ...this.#memory(), load_1m: load, ...this.#transfers(now) };
  }

  #cpu(): number | undefined {
    const [name, ...words] = (readText(`${this.#root}/proc/stat`).split("\n")[0] ?? "").split(/ +/);
    if (name !== "cpu" || words.length < 8) return undefined;
    // user, nice, system, idle, iowait, irq, softirq, steal; guest time is within user.
    const ticks = words.slice(0, 8).map(Number);
    const total = ticks.reduce((sum, tick) => sum + tick, 0);
    const busy = this.#rates.rate("cpu", total - (ticks[3] ?? 0) - (ticks[4] ?? 0), total);
    return busy === undefined ? undefined : Math.min(100, 100 * busy);
  }

  #memory(): Values {
    const fields = new Map<string, number>();
    for (const line of readText(`${this.#root}/proc/meminfo`).split("\n")) {
      const [name = "", kib] = line.split(/:? +/);
      const number = toNumber(kib ?? "");
      if (number !== undefined) fields.set(name, number / 1024);
    }
    const field = (name: string) => fields.get(name) ?? 0;
    let total = fields.get("MemTotal");
    if (total === undefined) return {};
    let used: number | undefined =
      total - (fields.get("MemAvailable") ?? field("MemFree") + field("Cached"));
    if (this.#limit !== undefined && this.#limit.bytes < total * mib) {
      total = this.#limit.bytes / mib;
      used = this.#limit.usedMib();
    }
    return {
      mem_used_mib: used,
      mem_total_mib: total,
      mem_pct: used === undefined || total <= 0 ? undefined : (100 * used) / total,
      swap_used_mib: field("SwapTotal") - field("SwapFree"),
    };
  }

  #transfers(now: number): Values {
    const values: Values = {};
    if (this.#disks.size > 0) {
      const lines = readText(`${this.#root}/proc/diskstats`).split("\n");
      const rows = lines
        .map((line) => line.trim().split(/ +/))
        .filter((words) => this.#disks.has(words[2] ?? ""));
      const sum = (column: number) => (sumOf(rows, column) * sectorBytes) / mib;
      values["disk_read_mib_s"] = this.#rates.rate("read", sum(5), now);
      values["disk_write_mib_s"] = this.#rates.rate("written", sum(9), now);
    }
    if (this.#networks.size > 0) {
      const lines = readText(`${this.#root}/proc/net/dev`).split("\n");
      const rows = lines
        .map((line) => line.trim().split(/[: ]+/))
        .filter((words) => this.#networks.has(words[0] ?? ""));
      const sum = (column: number) => sumOf(rows, column) / mib;
      values["net_recv_mib_s"] = this.#rates.rate("received", sum(1), now);
      values["net_sent_mib_s"] = this.#rates.rate("sent", sum(9), now);
    }
    return values;
  }
}

/** Those with a device behind them; in a container there is none, and all but the loopback count. */
function networks(root: string): ReadonlySet<string> {
  const names = listFolder(`${root}/sys/class/net`).filter((name) => name !== "lo");
  const real = names.filter((name) => existsSync(`${root}/sys/class/net/${name}/device`));
  return new Set(real.length > 0 ? real : names);
}

function sumOf(rows: readonly string[][], column: number): number {
  return rows.reduce((sum, words) => sum + (toNumber(words[column] ?? "") ?? 0), 0);
}
