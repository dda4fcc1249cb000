import { type Dirent, existsSync, readdirSync } from "node:fs";
import path from "node:path";

const maxDepth = 12;
// A store of hundreds of thousands of folders must not hold up the training.
const maxFolders = 20_000;

/** The directory of the run `id` somewhere below `root`, whatever its project and name; undefined where there is none. */
export function findRun(root: string, id: string): string | undefined {
  let level = [root];
  let left = maxFolders;
  for (let depth = 0; depth < maxDepth && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      const directory = path.join(folder, "runs", id);
      if (existsSync(path.join(directory, "meta.json"))) return directory;
      left -= 1;
      if (left < 0) return undefined;
      for (const entry of entries(folder)) {
        // Runs do not hold runs.
        if (entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "runs") {
          next.push(path.join(folder, entry.name));
        }
      }
    }
    level = next;
  }
  return undefined;
}

function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
