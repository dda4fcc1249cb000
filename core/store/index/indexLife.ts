import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";

import { DamagedIndexError } from "./damagedIndexError.ts";
import { type Driver, isDamage, isFullDisk, isPassing } from "./db.ts";
import { closeIndexes, discardIndexes, type Indexes, openIndexes } from "./indexes.ts";

/** A second index that is damaged sooner is damaged by its place: built there again and again it would take all the time there is. */
const lastingMs = 2000;

export interface IndexLifeOptions {
  readonly root: string;
  /** Where the index goes, in place of the usual places. */
  readonly indexDir?: string | undefined;
  readonly driver?: Driver | undefined;
  readonly log: (message: string) => void;
  /** The index is another one now; `old` is the one before, as long as the call lasts, where it can still be read. */
  readonly onReplaced: (indexes: Indexes, old: Indexes | undefined) => void;
}

/** The index of a root while the root is open: built anew when it is damaged or deleted, elsewhere when there is no room. */
export class IndexLife {
  readonly #options: IndexLifeOptions;
  /** Folders that take no index, or none that lasts. */
  readonly #full = new Set<string>();
  #current: Indexes;
  /** Every run has been looked at for it. */
  #isWhole = false;
  /** It is there because the one before was damaged. */
  #isSecond = false;
  /** Since when it is there. */
  #since = performance.now();
  #isOver = false;

  constructor(options: IndexLifeOptions) {
    this.#options = options;
    this.#current = this.#open();
  }

  get current(): Indexes {
    return this.#current;
  }

  /** Undefined for an index that lives in memory. */
  get folder(): string | undefined {
    const file = this.#current.runs.file.path;
    return file === undefined ? undefined : path.dirname(file);
  }

  /** Every run has been looked at: what fails from now on is no fault of the place. */
  noteWhole(indexes: Indexes): void {
    if (indexes === this.#current) this.#isWhole = true;
  }

  isDamage(error: unknown): boolean {
    return !this.#isOver && (error instanceof DamagedIndexError || isDamage(error));
  }

  /** Reads; once more on a new index where the one at hand is damaged. Throws `service_unavailable` once the root is closed. */
  reading<T>(read: (indexes: Indexes) => T): T {
    const of = this.#current;
    try {
      return read(of);
    } catch (error) {
      if (this.#isOver) {
        throw new RunicornError("service_unavailable", "The store was closed.", { cause: error });
      }
      if (!this.isDamage(error)) throw error;
      this.heal(error, of);
      return read(this.#current);
    }
  }

  /** Does what an error of the index `of` calls for, unless another one has come in its place since; false where that is not a new one. */
  heal(error: unknown, of: Indexes): boolean {
    if (this.#isOver) return false;
    if (of !== this.#current) return true;
    const hasLasted = this.#isWhole && performance.now() - this.#since > lastingMs;
    const isLasting = hasLasted || !this.#isSecond;
    if (this.isDamage(error) && (isLasting || this.folder !== undefined)) {
      if (!isLasting) this.#leave("what is written there does not last");
      this.#rebuild(`is damaged and is built anew: ${String(error)}`, true);
      return true;
    }
    if (isFullDisk(error) && !this.#isWhole && this.folder !== undefined) {
      // There was no room for the list of runs.
      this.#leave(error);
      this.#replace(of);
      closeIndexes(of);
      return true;
    }
    this.#log(isPassing(error) ? `The index is written later: ${String(error)}` : String(error));
    return false;
  }

  /** Throws the index away and builds it anew. */
  rebuild(): void {
    if (!this.#isOver) this.#rebuild("is built anew, as was asked for");
  }

  /** Builds it anew where somebody deleted it: what the open connection still knows is carried over. */
  replaceLost(): void {
    const old = this.#current;
    if (this.#isOver || (!old.runs.file.isGone() && !old.series.file.isGone())) return;
    this.#log("The index was deleted and is built anew.");
    this.#replace(old);
    closeIndexes(old);
  }

  close(): void {
    this.#isOver = true;
    closeIndexes(this.#current);
  }

  #rebuild(why: string, isSecond = false): void {
    this.#log(`The index ${why}`);
    try {
      discardIndexes(this.#current);
    } catch (error) {
      this.#leave(error);
    }
    this.#replace(undefined, isSecond);
  }

  #replace(old: Indexes | undefined, isSecond = false): void {
    this.#isWhole = false;
    // Before anybody is told: whoever is told writes to it at once, and may find it damaged, too.
    this.#isSecond = isSecond;
    this.#since = performance.now();
    this.#current = this.#open();
    this.#options.onReplaced(this.#current, old);
  }

  #leave(error: unknown): void {
    const { folder } = this;
    if (folder === undefined) return;
    this.#full.add(folder);
    this.#log(`The index does not stay in ${folder}: ${String(error)}`);
  }

  #open(): Indexes {
    const { root, indexDir, driver, log } = this.#options;
    return openIndexes(root, { indexDir, driver, full: this.#full, log });
  }

  #log(message: string): void {
    this.#options.log(message);
  }
}
