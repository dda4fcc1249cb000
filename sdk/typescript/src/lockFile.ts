import { randomBytes } from "node:crypto";
import { linkSync, renameSync, statSync, unlinkSync } from "node:fs";
import { threadId } from "node:worker_threads";

import { readJson, writeNewJson } from "./jsonFile.ts";
import type { PlainObject } from "./plain.ts";
import { identity, isAlive } from "./processIdentity.ts";

// These locks are held for milliseconds. Whoever cannot be asked (another host) counts as dead after this time.
const silenceMilliseconds = 60_000;
const patienceMilliseconds = 30_000;
// So long after it was created, a lock without an owner's name was left by a crash.
const namelessMilliseconds = 5_000;

// Of the locks that this thread holds. One of its own that is not here could not be removed when it was given back.
const held = new Set<string>();

/**
 * Does something while holding a file that only one can create; it names its owner, so that one left by a crash is taken
 * over. Throws when others hold it for half a minute, and what the file system said.
 */
export function withLockFile<T>(path: string, action: () => T): T {
  const nonce = randomBytes(16).toString("hex");
  const deadline = performance.now() + patienceMilliseconds;
  held.add(nonce);
  try {
    while (!create(path, nonce)) {
      if (performance.now() > deadline) {
        throw new Error(`${path} is held by another process; delete it if none is at work`);
      }
      sleep(2 + Math.random() * 8);
    }
    return action();
  } finally {
    held.delete(nonce);
    // A minute's sleep in between, and it is somebody else's.
    if (readJson(path)["nonce"] === nonce) attempt(() => unlinkSync(path));
  }
}

/** Whether the process that a document names is known to be gone; undefined where that cannot be told from here. */
function ownerIsGone(owner: PlainObject): boolean | undefined {
  const me = identity();
  const { pid, process_start: start } = owner;
  if (owner["host"] !== me.host || typeof pid !== "number") return undefined;
  if (owner["boot_id"] !== me.boot_id) return true;
  if (owner["pid_namespace"] !== me.pid_namespace) return undefined;
  const isOurs = pid === me.pid && owner["thread"] === threadId;
  const nonce = owner["nonce"];
  if (isOurs && !(typeof nonce === "string" && held.has(nonce))) return true;
  return !isAlive(pid, typeof start === "string" ? start : null);
}

function create(path: string, nonce: string): boolean {
  try {
    writeNewJson(path, { ...identity(), thread: threadId, nonce });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") {
      removeStale(path, nonce);
      return false;
    }
    // A full disk may have left an empty file.
    if (Object.keys(readJson(path)).length === 0) attempt(() => unlinkSync(path));
    throw error;
  }
}

function removeStale(path: string, nonce: string): void {
  const holder = readJson(path);
  const isNameless = Object.keys(holder).length === 0;
  const patience = isNameless ? namelessMilliseconds : silenceMilliseconds;
  if (!(ownerIsGone(holder) ?? isOld(path, patience))) return;
  // Renaming succeeds for one of several that found it stale. The slowest may get hold of a new lock that way; it
  // looks again and puts it back.
  const aside = `${path}.${nonce}`;
  attempt(() => {
    renameSync(path, aside);
    if (readJson(aside)["nonce"] !== holder["nonce"]) linkSync(aside, path);
  });
  attempt(() => unlinkSync(aside));
}

function isOld(path: string, milliseconds: number): boolean {
  const state = statSync(path, { throwIfNoEntry: false });
  return state !== undefined && Date.now() - state.mtimeMs > milliseconds;
}

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // Somebody else was faster.
  }
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
