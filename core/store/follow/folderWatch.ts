import { type FSWatcher, watch } from "node:fs";
import path from "node:path";

/** Above this many directories the regular look at everything has to do. */
const maxWatches = 4096;

/** What a directory is watched for, the least urgent first. */
const uses = ["edits", "folder", "running"] as const;
type WatchUse = (typeof uses)[number];

/** Tells which entry of which directory has changed, as soon as the system does. Where it does not, nothing is told. */
export class FolderWatch {
  readonly #root: string;
  readonly #onChange: (dir: string, entry: string | null) => void;
  readonly #watchers = new Map<string, { readonly watcher: FSWatcher; use: WatchUse }>();
  readonly #most: number;
  #isDisposed = false;

  constructor(
    root: string,
    onChange: (dir: string, entry: string | null) => void,
    most = maxWatches,
  ) {
    this.#root = root;
    this.#most = most;
    this.#onChange = onChange;
  }

  has(dir: string): boolean {
    return this.#watchers.has(dir);
  }

  get size(): number {
    return this.#watchers.size;
  }

  /** Where there is no room, one that is less urgent goes. */
  add(dir: string, use: WatchUse): void {
    const known = this.#watchers.get(dir);
    if (known) known.use = use;
    if (this.#isDisposed || known || !this.#hasRoom(use)) return;
    try {
      const directory = path.join(this.#root, dir);
      const watcher = watch(directory, { persistent: false }, (_, entry) => {
        // The directory itself has gone, and another may have come in its place.
        if (entry === path.basename(directory)) this.#renew(dir, use);
        this.#onChange(dir, entry);
      });
      watcher.on("error", () => this.remove(dir));
      this.#watchers.set(dir, { watcher, use });
    } catch {
      // Gone already, or the system has no watch left: the regular look finds what changes here.
    }
  }

  #hasRoom(use: WatchUse): boolean {
    if (this.#watchers.size < this.#most) return true;
    for (const less of uses.slice(0, uses.indexOf(use))) {
      for (const [dir, watched] of this.#watchers) {
        if (watched.use !== less) continue;
        this.remove(dir);
        return true;
      }
    }
    return false;
  }

  #renew(dir: string, use: WatchUse): void {
    this.remove(dir);
    this.add(dir, use);
  }

  remove(dir: string): void {
    this.#watchers.get(dir)?.watcher.close();
    this.#watchers.delete(dir);
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const dir of this.#watchers.keys()) this.remove(dir);
  }
}
