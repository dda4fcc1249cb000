import { mkdtempSync, rmSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import path from "node:path";

/** Those of this process. */
class ScratchDirectories {
  readonly #made: string[] = [];

  add(directory: string): void {
    // One listener for all: Node warns of more than ten.
    if (this.#made.push(directory) === 1) process.once("exit", () => this.#made.forEach(remove));
  }
}

const directories = new ScratchDirectories();

/** A new temporary directory, removed when the process ends. Where there can be none, a path that holds nothing. */
export function scratchDirectory(): string {
  try {
    const directory = mkdtempSync(path.join(tmpdir(), "runicorn-"));
    directories.add(directory);
    return directory;
  } catch {
    return devNull;
  }
}

function remove(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true });
  } catch {
    // What is left of it is the system's to clean up.
  }
}
