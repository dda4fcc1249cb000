import { closeSync, openSync, readSync } from "node:fs";
import { arch, cpus, hostname, release, totalmem, type, version } from "node:os";

import type { PlainObject } from "../plain.ts";

const mebibyte = 1024 * 1024;
const maxCpuinfo = 4096;
const machines: Readonly<Record<string, string>> = { x64: "x86_64", arm64: "aarch64" };

/** `{model, count, logical_count}`; what is not known is null. */
export function cpuDocument(): PlainObject {
  const all = cpus();
  const fields = cpuinfo();
  const cores = Number(fields.get("cpu cores"));
  const siblings = Number(fields.get("siblings"));
  return {
    model: (fields.get("model name") ?? all[0]?.model.trim()) || null,
    // All sockets are alike, so one tells how many threads share a core.
    count: cores > 0 && siblings > 0 ? Math.floor((all.length * cores) / siblings) : null,
    logical_count: all.length || null,
  };
}

/** The machine's memory. */
export function memoryTotalMib(): number {
  return Math.floor(totalmem() / mebibyte);
}

/** System, release and architecture, as in meta.json. */
export function platformText(): string {
  return `${type()} ${release()} (${machines[arch()] ?? arch()})`;
}

/** The same as the Python SDK, but for what is Python's. */
export function platformDetails(): PlainObject {
  return {
    system: type(),
    node: hostname(),
    release: release(),
    version: version(),
    machine: machines[arch()] ?? arch(),
    processor: "",
  };
}

/** The first processor of /proc/cpuinfo, which is long on large machines. */
function cpuinfo(): Map<string, string> {
  const found = new Map<string, string>();
  let text: string;
  try {
    const file = openSync("/proc/cpuinfo", "r");
    try {
      const content = Buffer.alloc(maxCpuinfo);
      text = content.toString("utf8", 0, readSync(file, content));
    } finally {
      closeSync(file);
    }
  } catch {
    return found;
  }
  for (const line of text.split("\n\n", 1)[0]?.split("\n") ?? []) {
    const [name = "", value = ""] = line.split(/:(.*)/s);
    found.set(name.trim(), value.trim());
  }
  return found;
}
