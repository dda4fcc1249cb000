import { randomBytes } from "node:crypto";
import { existsSync, linkSync, statSync, unlinkSync } from "node:fs";
import path from "node:path";

import { readJson, replaceJson, writeNewJson } from "./jsonFile.ts";
import type { PlainObject } from "./plain.ts";
import { identity, isAlive } from "./processIdentity.ts";

/** The file that names the one process that owns a run. */
export const writerFile = ".writer.json";

// A writer that cannot be asked (another host or container) counts as alive this long after its last sign of life.
const silenceMilliseconds = 60_000;
// Nobody needs longer than this between the two steps of a take-over; an older marker is left from a crash.
const takeOverMilliseconds = 10_000;

/** The document by which this process claims a run. */
export function newWriter(): PlainObject & { nonce: string } {
  return { ...identity(), nonce: randomBytes(16).toString("hex") };
}

/** Becomes the writer of an existing run. False while another living process is. Throws what the file system said. */
export function claimRun(directory: string, writer: PlainObject & { nonce: string }): boolean {
  const file = path.join(directory, writerFile);
  if (!existsSync(file) && create(file, writer)) return true;
  const holder = readJson(file);
  return !holderIsAlive(directory, holder) && takeOver(file, holder, writer);
}

/** Gives the run back, if it is still ours. Throws what the file system said. */
export function releaseRun(directory: string, writer: { nonce: string }): void {
  const file = path.join(directory, writerFile);
  if (readJson(file)["nonce"] === writer.nonce) unlinkSync(file);
}

/** Whether the process that a `.writer.json` names still runs, as far as can be told from here. */
function holderIsAlive(directory: string, holder: PlainObject): boolean {
  const me = identity();
  const { pid, process_start: start } = holder;
  if (holder["host"] === me.host && typeof pid === "number") {
    if (holder["boot_id"] !== me.boot_id) return false;
    if (holder["pid_namespace"] === me.pid_namespace) {
      return isAlive(pid, typeof start === "string" ? start : null);
    }
  }
  return Date.now() - lastSignOfLife(directory) < silenceMilliseconds;
}

function create(file: string, writer: PlainObject & { nonce: string }): boolean {
  // Written elsewhere first and linked into place, so that nobody ever reads half of it.
  const draft = `${file}.${writer.nonce}`;
  writeNewJson(draft, writer);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    // Without hard links on this file system, the creation itself is what only one can do.
    return !alreadyExists(error) && createInPlace(file, writer);
  } finally {
    unlinkSync(draft);
  }
}

function createInPlace(file: string, writer: PlainObject): boolean {
  try {
    writeNewJson(file, writer);
    return true;
  } catch (error) {
    if (alreadyExists(error)) return false;
    throw error;
  }
}

function takeOver(
  file: string,
  holder: PlainObject,
  writer: PlainObject & { nonce: string },
): boolean {
  // Of several processes that found the same holder dead, the one that creates the marker goes on;
  // the nonce is compared again below it, because the winner may already have come and gone.
  const marker = `${file}.take-over`;
  const age = Date.now() - (statSync(marker, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (age > takeOverMilliseconds) unlinkSync(marker);
  if (!create(marker, writer)) return false;
  try {
    if (readJson(file)["nonce"] !== holder["nonce"]) return false;
    replaceJson(file, writer);
    return true;
  } finally {
    unlinkSync(marker);
  }
}

function lastSignOfLife(directory: string): number {
  const beat = readJson(path.join(directory, "status.json"))["heartbeat_at"];
  const events = statSync(path.join(directory, "events.jsonl"), { throwIfNoEntry: false });
  return Math.max(typeof beat === "number" ? beat * 1000 : 0, events?.mtimeMs ?? 0);
}

function alreadyExists(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}
