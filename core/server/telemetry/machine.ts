import { readdir, readFile, statfs } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import type { SystemMonitor, Temperatures } from "#core/protocol/v1Telemetry.ts";

import { Processors } from "./processors.ts";

const sectorBytes = 512;

/** The machine this process runs on, looked at when asked. What the system does not tell is null. */
export class Machine {
  /** A folder on the disk that matters. */
  readonly #folder: string;
  readonly #processors = new Processors();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async monitor(): Promise<SystemMonitor> {
    const [cpu, memory, disk] = await Promise.all([
      this.#processors.read(),
      readMemory(),
      this.#readDisk(),
    ]);
    const platform = `${os.type()} ${os.release()} (${os.arch()})`;
    return { available: true, ts: Date.now() / 1000, cpu, memory, disk, platform };
  }

  async temperatures(): Promise<Temperatures> {
    const found = await readSensors("/sys/class/hwmon");
    const temperatures = Object.fromEntries(found);
    return { available: found.size > 0, ts: Date.now() / 1000, temperatures };
  }

  async #readDisk(): Promise<SystemMonitor["disk"]> {
    try {
      const { bsize, blocks, bfree, bavail } = await statfs(this.#folder);
      const used = (blocks - bfree) * bsize;
      const free = bavail * bsize;
      return {
        path: this.#folder,
        total: blocks * bsize,
        used,
        free,
        percent: percentOf(used, used + free),
        io: await readDiskTraffic(),
      };
    } catch {
      return null;
    }
  }
}

async function readMemory(): Promise<SystemMonitor["memory"]> {
  const text = await readFile("/proc/meminfo", "utf8").catch(() => "");
  const bytes = (name: string) => {
    const kib = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1];
    return kib === undefined ? undefined : Number(kib) * 1024;
  };
  const total = bytes("MemTotal") ?? os.totalmem();
  const available = bytes("MemAvailable") ?? os.freemem();
  const swap = bytes("SwapTotal");
  const swapUsed = (swap ?? 0) - (bytes("SwapFree") ?? 0);
  return {
    total,
    available,
    used: total - available,
    percent: percentOf(total - available, total),
    swap:
      swap === undefined
        ? null
        : { total: swap, used: swapUsed, percent: percentOf(swapUsed, swap) },
  };
}

/** Of all whole disks since the machine has started. */
async function readDiskTraffic(): Promise<{ read_bytes: number; write_bytes: number } | null> {
  const text = await readFile("/proc/diskstats", "utf8").catch(() => "");
  let read = 0;
  let written = 0;
  for (const line of text.split("\n")) {
    const [, , name = "", , , sectorsRead, , , , sectorsWritten] = line.trim().split(/\s+/);
    if (!/^(sd[a-z]+|vd[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+)$/.test(name)) continue;
    read += Number(sectorsRead) * sectorBytes;
    written += Number(sectorsWritten) * sectorBytes;
  }
  return text === "" ? null : { read_bytes: read, write_bytes: written };
}

type Sensors = Temperatures["temperatures"];

/** Linux' hardware monitors: a folder per chip, files `temp<n>_input` in thousandths of a degree. */
async function readSensors(folder: string): Promise<Map<string, Sensors[string]>> {
  const found = new Map<string, Sensors[string]>();
  for (const chip of await namesIn(folder)) {
    const place = path.join(folder, chip);
    const name = (await readWord(path.join(place, "name"))) ?? chip;
    for (const file of await namesIn(place)) {
      const sensor = /^(temp\d+)_input$/.exec(file)?.[1];
      if (sensor === undefined) continue;
      const degrees = async (what: string) => {
        const word = await readWord(path.join(place, `${sensor}_${what}`));
        return word !== undefined && /^-?\d+$/.test(word) ? Number(word) / 1000 : null;
      };
      const current = await degrees("input");
      if (current === null) continue;
      const label = (await readWord(path.join(place, `${sensor}_label`))) ?? "";
      const told = { label, current, high: await degrees("max"), critical: await degrees("crit") };
      found.set(name, [...(found.get(name) ?? []), told]);
    }
  }
  return found;
}

async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = await readdir(folder).catch(() => []);
  return names.sort();
}

async function readWord(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").then(
    (text) => text.trim(),
    () => undefined,
  );
}

function percentOf(part: number, all: number): number {
  return all > 0 ? Math.round((1000 * part) / all) / 10 : 0;
}
