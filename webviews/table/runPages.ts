import type { Answers, TableRow } from "./messages.ts";

/** Runs asked for at once. */
export const pageSize = 100;
/** Pages that are kept; those farthest from what is shown go first. */
const mostPages = 60;
/** Questions under way at once: who drags the scroll bar passes by more pages than anybody wants to see. */
const mostAtOnce = 2;

interface Page {
  readonly rows: readonly TableRow[];
  readonly generation: number;
}

/** A list of runs of which only what is shown, and what lies near, is in memory. */
export class RunPages {
  readonly #ask: (from: number, count: number) => Promise<Answers["list"]>;
  readonly #onChange: (error: string | null) => void;
  readonly #pages = new Map<number, Page>();
  readonly #loading = new Set<number>();
  #wanted = { from: 0, to: pageSize };
  #generation = 0;
  #isDisposed = false;
  /** What is shown until the first answer, so that nothing flashes when another order or column is asked for. */
  #standIn: RunPages | undefined;
  #isRetired = false;
  #total: number | undefined;
  #indexing: Answers["list"]["indexing"] = null;

  /** `before` ends; what it has, or is about to get where nothing was ever shown, is shown until this has its first answer. */
  constructor(
    ask: (from: number, count: number) => Promise<Answers["list"]>,
    onChange: (error: string | null) => void,
    before?: RunPages,
  ) {
    this.#ask = ask;
    this.#onChange = onChange;
    if (before) this.#standIn = before.#retire();
  }

  /** Undefined where nothing has ever been answered. */
  get total(): number | undefined {
    return this.#standIn ? this.#standIn.total : this.#total;
  }

  get indexing(): Answers["list"]["indexing"] {
    return this.#standIn ? this.#standIn.indexing : this.#indexing;
  }

  at(index: number): TableRow | undefined {
    if (this.#standIn) return this.#standIn.at(index);
    return this.#pages.get(Math.floor(index / pageSize))?.rows[index % pageSize];
  }

  /** What is shown now, `to` exclusive; it is asked for where it is not there. */
  want(from: number, to: number): void {
    this.#wanted = { from: Math.max(0, from), to: Math.max(to, from + 1) };
    this.#load();
  }

  /** Asks for everything shown again, and shows what there is until that has come. */
  refresh(): void {
    this.outdate();
    this.#load();
  }

  /** The same, but only when it is next wanted. */
  outdate(): void {
    this.#generation++;
  }

  /** All runs between two positions, `to` exclusive. */
  async between(from: number, to: number): Promise<readonly TableRow[]> {
    const known = Array.from({ length: to - from }, (_, i) => this.at(from + i));
    if (!this.#standIn && known.every((row) => row !== undefined)) return known;
    return (await this.#ask(from, to - from)).rows;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#standIn?.dispose();
  }

  /** Asks for nothing more; returns what is shown in place of others. */
  #retire(): RunPages {
    const standIn = this.#standIn;
    this.#isRetired = true;
    if (!standIn) return this;
    this.#isDisposed = true;
    return standIn;
  }

  #load(): void {
    if (this.#isDisposed || this.#isRetired) return;
    const first = Math.floor(this.#wanted.from / pageSize);
    const last = Math.floor((this.#wanted.to - 1) / pageSize);
    for (let page = first; page <= last; page++) {
      if (this.#loading.size >= mostAtOnce) return;
      const isCurrent = this.#pages.get(page)?.generation === this.#generation;
      const exists = this.total === undefined || page === 0 || page * pageSize < this.total;
      if (!isCurrent && exists && !this.#loading.has(page)) void this.#loadPage(page);
    }
  }

  async #loadPage(page: number): Promise<void> {
    this.#loading.add(page);
    const generation = this.#generation;
    try {
      const { rows, total, indexing } = await this.#ask(page * pageSize, pageSize);
      if (this.#isDisposed) return;
      this.#pages.set(page, { rows, generation });
      this.#standIn?.dispose();
      this.#standIn = undefined;
      this.#total = total;
      this.#indexing = indexing;
      this.#forget(page);
      this.#onChange(null);
    } catch (error) {
      // Asked for again with the next change, or when somebody comes by.
      this.#pages.set(page, { rows: this.#pages.get(page)?.rows ?? [], generation });
      if (!this.#isDisposed) this.#onChange(error instanceof Error ? error.message : String(error));
    } finally {
      this.#loading.delete(page);
      this.#load();
    }
  }

  #forget(near: number): void {
    if (this.#pages.size <= mostPages) return;
    const farthest = [...this.#pages.keys()].sort(
      (a, b) => Math.abs(b - near) - Math.abs(a - near),
    );
    for (const page of farthest.slice(0, this.#pages.size - mostPages)) this.#pages.delete(page);
  }
}
