import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const changes = [
  "mkdirSync",
  "openSync",
  "writeFileSync",
  "fsyncSync",
  "renameSync",
  "chmodSync",
  "rmSync",
  "rmdirSync",
] as const;

/** What a process meets that is killed: nothing of what it does from then on reaches the disk, its cleaning up included. */
class Killed extends Error {}

/**
 * Runs something that changes files synchronously and leaves the disk as if the process had been killed after its
 * `survived`th change. Returns how many changes it made or tried.
 */
export function dieAfter(survived: number, run: () => void): number {
  const real = Object.fromEntries(changes.map((name) => [name, fs[name]]));
  let done = 0;
  for (const name of changes) {
    const change = fs[name] as (...args: unknown[]) => unknown;
    const dying = (...args: unknown[]) => {
      // Reading is no change.
      if (name === "openSync" && !String(args[1]).includes("w")) return change(...args);
      if (done++ >= survived) throw new Killed("killed");
      return change(...args);
    };
    Object.assign(fs, { [name]: dying });
  }
  syncBuiltinESMExports();
  try {
    run();
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  } finally {
    Object.assign(fs, real);
    syncBuiltinESMExports();
  }
  return done;
}
