import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import { link, open, rename, rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

import { RunicornError } from "#core/protocol/errors.ts";

/** Milliseconds after which a lock is taken for one of a process that has died: nothing is done under it that takes long. */
const staleMs = 5000;
const patienceMs = 15_000;

/** Does some quick work while no other process does any under the same lock. Throws `service_unavailable`, or what the work throws. */
export async function withLockFile<T>(lock: string, work: () => Promise<T>): Promise<T> {
  const own = await take(lock);
  try {
    return await work();
  } finally {
    const now = await found(lock);
    // Another one, where this one was taken for dead.
    if (now?.ino === own.ino) await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<Stats> {
  for (const begun = performance.now(); performance.now() - begun < patienceMs;) {
    const own = await create(lock);
    if (own) return own;
    const other = await found(lock);
    if (other && Date.now() - other.mtimeMs > staleMs) await putAside(lock, other);
    else await sleep(5 + Math.random() * 20);
  }
  throw new RunicornError(
    "service_unavailable",
    `Another process does not let go of ${lock}; remove that file if there is none.`,
  );
}

/** Undefined where there is one already. */
async function create(lock: string): Promise<Stats | undefined> {
  try {
    await using handle = await open(lock, "wx", 0o600);
    return await handle.stat();
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    // Windows says so of a file that is just going.
    if (code === "EEXIST" || (code === "EPERM" && process.platform === "win32")) return undefined;
    throw new RunicornError(
      "service_unavailable",
      `${lock} cannot be written (${code}); look at its folder's rights and the disk.`,
      { cause },
    );
  }
}

/** Removes a dead process's lock. Of two who try only one moves it away; a new one that was moved by mistake is put back. */
async function putAside(lock: string, dead: Stats): Promise<void> {
  const aside = `${lock}.${randomBytes(6).toString("hex")}`;
  try {
    await rename(lock, aside);
    const moved = await stat(aside);
    if (moved.ino !== dead.ino || moved.mtimeMs !== dead.mtimeMs) await link(aside, lock);
  } catch {
    // Another process was quicker.
  } finally {
    await rm(aside, { force: true });
  }
}

async function found(lock: string): Promise<Stats | undefined> {
  try {
    return await stat(lock);
  } catch {
    return undefined;
  }
}
