import type { CatalogEntry } from "./catalogRows.ts";
import { FolderWatch } from "./folderWatch.ts";

/** Runs that have ended are watched too, for edits, as long as no more than this is watched. */
const maxWatchedForEdits = 1024;

/** What the system is asked to tell of: folders, running runs, and others for edits as far as there is room. */
export class WatchedRuns {
  readonly #watch: FolderWatch;
  readonly #onChange: (dir: string, entry: string | null) => void;
  readonly #running = new Set<string>();
  /** Stamps of the logs that were told of last. */
  readonly #logs = new Map<string, string>();

  /** `onChange`: an entry of a directory has changed; null where it is not known which. */
  constructor(root: string, onChange: (dir: string, entry: string | null) => void) {
    this.#onChange = onChange;
    this.#watch = new FolderWatch(root, onChange);
  }

  get running(): ReadonlySet<string> {
    return this.#running;
  }

  addFolder(dir: string): void {
    this.#watch.add(dir, "folder");
  }

  /** A run that is there, as it is now. */
  track(dir: string, { status, stamp }: CatalogEntry): void {
    if (status !== "running") {
      this.#running.delete(dir);
      // One that was running is not as urgent any more.
      if (this.#watch.has(dir) || this.#watch.size < maxWatchedForEdits)
        this.#watch.add(dir, "edits");
      return;
    }
    if (this.#running.has(dir)) return;
    this.#running.add(dir);
    this.#logs.set(dir, stamp.logs);
    this.#watch.add(dir, "running");
    // Something may have been written before the watch was there.
    this.#onChange(dir, null);
  }

  /** A run that is not listed any more; `isGone`: nor is its directory there, while one that is only marked as deleted may come back. */
  remove(dir: string, isGone: boolean): void {
    this.#running.delete(dir);
    this.#logs.delete(dir);
    if (isGone) this.#watch.remove(dir);
  }

  /** Whether a run's logs, by their stamp, are others than were told of last; from now on these are. */
  takeLogs(dir: string, stamp: string): boolean {
    if (this.#logs.get(dir) === stamp) return false;
    this.#logs.set(dir, stamp);
    return true;
  }

  dispose(): void {
    this.#watch.dispose();
  }
}
