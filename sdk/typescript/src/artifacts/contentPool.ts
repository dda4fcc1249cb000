import { linkSync, lstatSync, mkdirSync, renameSync, rmSync, rmdirSync, unlinkSync } from "node:fs";
import path from "node:path";

/**
 * `.dedup`: every content of a store's artifacts once, by its SHA-256. Files of versions are hard links to it; where links
 * cannot be made, they are copies and the pool stays empty.
 */
export class ContentPool {
  readonly #directory: string;

  /** The pool below `<root>/artifacts`. */
  constructor(artifacts: string) {
    this.#directory = path.join(artifacts, ".dedup");
  }

  /** Whether the content is there, whole. */
  holds(sha256: string, size: number): boolean {
    return lstatSync(this.#path(sha256), { throwIfNoEntry: false })?.size === size;
  }

  /** Makes `target` a link to a content. False where that is impossible. */
  link(sha256: string, target: string): boolean {
    try {
      linkSync(this.#path(sha256), target);
      return true;
    } catch {
      return false;
    }
  }

  /** Shares the content of a new file: puts it into the pool, or replaces it by a link. True when it was put in. */
  takeIn(file: string, sha256: string, size: number): boolean {
    if (this.holds(sha256, size)) {
      const shared = `${file}.shared`;
      if (this.link(sha256, shared)) renameSync(shared, file);
      return false;
    }
    const pooled = this.#path(sha256);
    try {
      mkdirSync(path.dirname(pooled), { recursive: true });
      // A crash of the machine may have cut it off.
      rmSync(pooled, { force: true });
      linkSync(file, pooled);
      return true;
    } catch {
      return false;
    }
  }

  /** Removes a content that nothing links to any more. */
  giveUp(sha256: string): void {
    const pooled = this.#path(sha256);
    try {
      if (lstatSync(pooled).nlink !== 1) return;
      unlinkSync(pooled);
      rmdirSync(path.dirname(pooled));
    } catch {
      // Somebody else was faster, or keeps other contents there.
    }
  }

  #path(sha256: string): string {
    return path.join(this.#directory, sha256.slice(0, 2), sha256);
  }
}
