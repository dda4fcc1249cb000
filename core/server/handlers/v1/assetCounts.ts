import { lstatSync } from "node:fs";
import path from "node:path";

import { countAssets, readAssets } from "./assets.ts";

/** Runs remembered; of a larger store those asked for last. */
const maxRemembered = 200_000;

/** How many assets runs have. An assets.json is read once, and again when it has changed. */
export class AssetCounts {
  readonly #counts = new Map<string, { readonly stamp: string; readonly count: number }>();

  /** Of the run in `directory`; 0 where nothing can be read. */
  of(directory: string): number {
    const stamp = stampOf(path.join(directory, "assets.json"));
    if (stamp === undefined) return 0;
    const known = this.#counts.get(directory);
    if (known?.stamp === stamp) return known.count;
    const count = countAssets(readAssets(directory));
    this.#counts.delete(directory);
    this.#counts.set(directory, { stamp, count });
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > maxRemembered && oldest !== undefined) this.#counts.delete(oldest);
    return count;
  }
}

function stampOf(file: string): string | undefined {
  try {
    const stat = lstatSync(file, { throwIfNoEntry: false });
    return stat && `${stat.mtimeMs}:${stat.size}:${stat.ino}`;
  } catch {
    return undefined;
  }
}
