import { totalmem } from "node:os";

import { type Values, mib } from "./samples.ts";

// What the commands of macOS tell.
export const psCommand = ["/bin/ps", "-A", "-o", "pid=,ppid=,rss=,time="] as const;
export const vmStatCommand = ["/usr/bin/vm_stat"] as const;
export const ioregCommand = "/usr/sbin/ioreg -r -d 1 -w 0 -c IOAccelerator".split(" ");

/** What the system's own monitor counts as used. */
const usedPages = ["Anonymous pages", "Pages wired down", "Pages occupied by compressor"];

/** A line of ps. */
interface Process {
  readonly parent: number;
  readonly rssMib: number;
  readonly cpuSeconds: number;
}

/** CPU of the machine and of a process with its descendants, from one call of ps after another. */
export class MacProcesses {
  readonly #pid: number;
  readonly #cores: number;
  #before: { at: number; processes: ReadonlyMap<number, Process> } | undefined;

  constructor(pid: number, cores: number) {
    this.#pid = pid;
    this.#cores = cores;
  }

  /** The values at the time `now`, in seconds; percentages from the second call on. */
  parse(output: string, now: number): Values {
    const processes = parsePs(output);
    const tree = treeOf(processes, this.#pid);
    const before = this.#before;
    this.#before = { at: now, processes };
    if (tree.size === 0) return {};
    let [rss, all, own] = [0, 0, 0];
    for (const [pid, process] of processes) {
      // A process that has ended meanwhile takes its last moments with it.
      const known = before?.processes.get(pid)?.cpuSeconds ?? 0;
      const spent = Math.max(0, process.cpuSeconds - known);
      all += spent;
      if (!tree.has(pid)) continue;
      own += spent;
      rss += process.rssMib;
    }
    const values: Values = { proc_rss_mib: rss, proc_count: tree.size };
    const elapsed = before === undefined ? 0 : now - before.at;
    if (elapsed <= 0) return values;
    values["cpu_pct"] = Math.min(100, (100 * all) / elapsed / this.#cores);
    values["proc_cpu_pct"] = (100 * own) / elapsed;
    return values;
  }
}

/** The processes by number. */
function parsePs(output: string): Map<number, Process> {
  const processes = new Map<number, Process>();
  for (const line of output.split("\n")) {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+([\d:.-]+)\s*$/.exec(line);
    if (!match) continue;
    const [, pid, parent, rss, time = ""] = match;
    const process = {
      parent: Number(parent),
      rssMib: Number(rss) / 1024,
      cpuSeconds: seconds(time),
    };
    processes.set(Number(pid), process);
  }
  return processes;
}

/** Memory in use; none where the output is another. */
export function parseVmStat(output: string): Values {
  const page = /page size of (\d+) bytes/.exec(output)?.[1];
  const pages = new Map(
    [...output.matchAll(/^"?([^:"\n]+)"?:\s+(\d+)\.$/gm)].map(([, name, count]) => [
      name,
      Number(count),
    ]),
  );
  if (page === undefined || !usedPages.every((name) => pages.has(name))) return {};
  const count = usedPages.reduce((sum, name) => sum + (pages.get(name) ?? 0), 0);
  const used = Math.max(0, count - (pages.get("Pages purgeable") ?? 0)) * Number(page);
  return {
    mem_used_mib: used / mib,
    mem_total_mib: totalmem() / mib,
    mem_pct: (100 * used) / totalmem(),
  };
}

/** The built-in GPU's load and the memory it shares with the CPU. */
export function parseIoreg(output: string): Values {
  const values: Values = {};
  const read = (title: RegExp, name: string, unit: number) => {
    for (const [index, [, number]] of [...output.matchAll(title)].entries()) {
      values[`gpu${index}_${name}`] = Number(number) / unit;
    }
  };
  read(/"Device Utilization %"=(\d+)/g, "util_pct", 1);
  read(/"In use system memory"=(\d+)/g, "mem_used_mib", mib);
  return values;
}

function treeOf(processes: ReadonlyMap<number, Process>, root: number): Set<number> {
  const children = new Map<number, number[]>();
  for (const [pid, { parent }] of processes) {
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [pid]);
    else siblings.push(pid);
  }
  const tree = new Set(processes.has(root) ? [root] : []);
  // A set that grows while it is gone through is gone through to its new end.
  for (const pid of tree) for (const child of children.get(pid) ?? []) tree.add(child);
  return tree;
}

/** Of `[[days-]hours:]minutes:seconds[.hundredths]`. */
function seconds(text: string): number {
  const [clock = "", days = "0"] = text.split("-").reverse();
  const parts = clock.split(":").map(Number);
  return parts.reduce((sum, part) => sum * 60 + part, 0) + Number(days) * 86_400;
}
