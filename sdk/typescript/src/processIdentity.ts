import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** This process: host, boot id, pid namespace, pid and start time. What only Linux tells is null elsewhere. */
export function identity() {
  return {
    host: hostname(),
    boot_id: read("/proc/sys/kernel/random/boot_id"),
    pid_namespace: pidNamespace(),
    pid: process.pid,
    process_start: processStart(process.pid),
  };
}

/** Whether the process `pid` of this host and pid namespace runs and is the one that started at `start`. */
export function isAlive(pid: number, start: string | null): boolean {
  const fields = statFields(pid);
  if (fields?.[19] !== undefined) {
    // A zombie has ended; only its parent has not asked yet.
    return !["Z", "X"].includes(fields[0] ?? "") && (start === null || fields[19] === start);
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code !== "ESRCH";
  }
}

/** Field 22 of the process's stat, an opaque token; null where the process or /proc is missing. */
function processStart(pid: number): string | null {
  return statFields(pid)?.[19] ?? null;
}

/** Differs between containers, whose process numbers mean nothing to each other. */
function pidNamespace(): string | null {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return null;
  }
}

function statFields(pid: number): string[] | undefined {
  const text = read(`/proc/${pid}/stat`);
  // The second field is the program's name in brackets, which may hold blanks and brackets itself.
  return text?.slice(text.lastIndexOf(")") + 2).split(" ");
}

function read(file: string): string | null {
  try {
    return readFileSync(file, "utf8").trim() || null;
  } catch {
    return null;
  }
}
