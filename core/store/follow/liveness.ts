import { readFileSync, readlinkSync } from "node:fs";
import { hostname, uptime } from "node:os";

import type { RunFiles } from "#core/store/files/runFiles.ts";

/** Without a sign of life for this long, a process we cannot look at counts as gone. */
const silenceSeconds = 60;
/** Slack between a run's own clock reading and the start time the kernel gives its process. */
const clockSlackSeconds = 5;
/** Linux reports times in these units on every architecture Node runs on. */
const ticksPerSecond = 100;

/** What identifies this machine, boot and process namespace; null where the system does not tell. */
export interface Host {
  readonly name: string;
  readonly bootId: string | null;
  readonly pidNamespace: string | null;
  /** Unix seconds. */
  readonly bootedAt: number;
}

export function thisHost(): Host {
  return {
    name: hostname(),
    bootId: readText("/proc/sys/kernel/random/boot_id"),
    pidNamespace: readLink("/proc/self/ns/pid"),
    bootedAt: Date.now() / 1000 - uptime(),
  };
}

/**
 * Whether the process that writes a run is still there. `lastSign` is the newest heartbeat or file write and `now` the
 * present, both in Unix seconds.
 */
export function isAlive(files: RunFiles, host: Host, lastSign: number, now: number): boolean {
  const { writer, meta } = files;
  const elsewhere = now - lastSign < silenceSeconds;
  const writerPid = writer?.pid ?? undefined;
  if (writer && writerPid !== undefined) {
    if (differ(writer.boot_id, host.bootId)) {
      // This machine before its last boot, unless it has shown life since: then it is a namesake.
      if (writer.host === host.name && lastSign < host.bootedAt) return false;
      return elsewhere;
    }
    const isSameBoot = (writer.boot_id ?? null) !== null && host.bootId !== null;
    const isSameHost = isSameBoot || writer.host === host.name;
    if (!isSameHost || differ(writer.pid_namespace, host.pidNamespace)) return elsewhere;
    const found = findProcess(writerPid);
    return found !== undefined && !differ(writer.process_start, found.start);
  }
  const pid = meta?.pid ?? undefined;
  if (pid === undefined || differ(meta?.hostname, host.name)) return elsewhere;
  const found = findProcess(pid);
  if (!found) return false;
  // Runicorn 0.4–0.7 notes no start time; a process younger than its run has been given the run's old pid.
  const createdAt = meta?.created_at ?? undefined;
  if (found.start === null || createdAt === undefined) return true;
  const startedAt = bootTime(host) + Number(found.start) / ticksPerSecond;
  return startedAt <= createdAt + clockSlackSeconds;
}

/** True where both are known and not the same. */
function differ(theirs: string | null | undefined, ours: string | null): boolean {
  return (theirs ?? null) !== null && ours !== null && theirs !== ours;
}

/** A live process, with its start in clock ticks since boot where the system tells. Zombies count as gone. */
export function findProcess(pid: number): { start: string | null } | undefined {
  if (pid <= 0) return undefined;
  const stat = process.platform === "linux" ? readText(`/proc/${pid}/stat`) : null;
  if (stat !== null) {
    // The second field, the command in parentheses, may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    return { start: fields[19] ?? null };
  }
  try {
    process.kill(pid, 0);
    return { start: null };
  } catch (error) {
    const isForbidden = error instanceof Error && "code" in error && error.code === "EPERM";
    return isForbidden ? { start: null } : undefined;
  }
}

function bootTime(host: Host): number {
  const kernel = /^btime (\d+)$/m.exec(readText("/proc/stat") ?? "")?.[1];
  return kernel === undefined ? host.bootedAt : Number(kernel);
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return null;
  }
}

function readLink(file: string): string | null {
  try {
    return readlinkSync(file);
  } catch {
    return null;
  }
}
