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

/** From now on the disk stays as if this process had been killed after its `survived`th change of it, until it is disposed of. */
export class DyingFiles {
  /** Changes made or tried so far. */
  tried = 0;
  readonly #real = Object.fromEntries(changes.map((name) => [name, fs[name]]));

  constructor(survived: number) {
    for (const name of changes) {
      const change = fs[name] as (...args: unknown[]) => unknown;
      const dying = (...args: unknown[]) => {
        // Reading is no change.
        if (name === "openSync" && !String(args[1]).includes("w")) return change(...args);
        if (this.tried++ >= survived) throw new Killed("killed");
        return change(...args);
      };
      Object.assign(fs, { [name]: dying });
    }
    syncBuiltinESMExports();
  }

  dispose(): void {
    Object.assign(fs, this.#real);
    syncBuiltinESMExports();
  }
}

/** Runs something that changes files synchronously, and kills it on its way. Returns how many changes it made or tried. */
export function dieAfter(survived: number, run: () => void): number {
  const files = new DyingFiles(survived);
  try {
    run();
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  } finally {
    files.dispose();
  }
  return files.tried;
}
