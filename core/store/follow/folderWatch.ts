import { type FSWatcher, watch } from "node:fs";
import path from "node:path";

/** Above this many directories the regular look at everything has to do. */
const maxWatches = 4096;

/** Tells which entry of which directory has changed, as soon as the system does. Where it does not, nothing is told. */
export class FolderWatch {
  readonly #root: string;
  readonly #onChange: (dir: string, entry: string | null) => void;
  readonly #watchers = new Map<string, FSWatcher>();
  #isDisposed = false;

  constructor(root: string, onChange: (dir: string, entry: string | null) => void) {
    this.#root = root;
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#watchers.size;
  }

  add(dir: string): void {
    if (this.#isDisposed || this.#watchers.has(dir) || this.#watchers.size >= maxWatches) return;
    try {
      const directory = path.join(this.#root, dir);
      const watcher = watch(directory, { persistent: false }, (_, entry) => {
        // The directory itself has gone, and another may have come in its place.
        if (entry === path.basename(directory)) this.#renew(dir);
        this.#onChange(dir, entry);
      });
      watcher.on("error", () => this.remove(dir));
      this.#watchers.set(dir, watcher);
    } catch {
      // Gone already, or the system has no watch left: the regular look finds what changes here.
    }
  }

  #renew(dir: string): void {
    this.remove(dir);
    this.add(dir);
  }

  remove(dir: string): void {
    this.#watchers.get(dir)?.close();
    this.#watchers.delete(dir);
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const dir of this.#watchers.keys()) this.remove(dir);
  }
}
