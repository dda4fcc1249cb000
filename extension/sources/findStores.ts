import { readdir } from "node:fs/promises";
import path from "node:path";

export const storeFolderName = ".runicorn";

/** Folders below which nobody keeps runs, and which can be huge. */
const skipped = new Set([
  "node_modules",
  "bower_components",
  "site-packages",
  "__pycache__",
  "venv",
  "target",
  "dist",
]);

export interface Bounds {
  /** Folders between the start and the one that holds the store. */
  readonly depth: number;
  /** Folders read at most, so that a workspace of any size costs a bounded time. */
  readonly folders: number;
}

/** Stores below a folder, nearest first. Symbolic links and hidden folders are not entered; unreadable ones are skipped. */
export async function findStores(
  start: string,
  signal: AbortSignal,
  bounds: Bounds = { depth: 4, folders: 20_000 },
): Promise<string[]> {
  const found: string[] = [];
  let level = [start];
  let left = bounds.folders;
  for (let depth = 0; depth <= bounds.depth && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      if (signal.aborted || left-- <= 0) return found;
      // One at a time: a walk in the background must not hog the disk.
      for (const name of await subfolders(folder)) {
        if (name === storeFolderName) found.push(path.join(folder, name));
        else if (!name.startsWith(".") && !skipped.has(name)) next.push(path.join(folder, name));
      }
    }
    level = next;
  }
  return found;
}

async function subfolders(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((e) => e.isDirectory()).map((e) => e.name);
  } catch {
    return [];
  }
}
