/** Runs that are to be read in the background, in their order, and how much there is to read of them. */
export class ReadQueue {
  readonly #bytes = new Map<string, number>();
  readonly #taken = new Set<string>();
  #total = 0;

  get size(): number {
    return this.#bytes.size;
  }

  /** Bytes in all. */
  get bytes(): number {
    return this.#total;
  }

  has(dir: string): boolean {
    return this.#bytes.has(dir);
  }

  /** Adds the run at the end; one that is in keeps its place. */
  add(dir: string, bytes: number): void {
    this.#total += bytes - (this.#bytes.get(dir) ?? 0);
    this.#bytes.set(dir, bytes);
  }

  /** The next ones, which then are nobody else's until they are deleted or given back. */
  take(count: number): string[] {
    const next: string[] = [];
    for (const dir of this.#bytes.keys()) {
      if (next.length === count) break;
      if (!this.#taken.has(dir)) next.push(dir);
    }
    for (const dir of next) this.#taken.add(dir);
    return next;
  }

  /** Whether it is still somebody's; one that was added anew since is nobody's. */
  isTaken(dir: string): boolean {
    return this.#taken.has(dir);
  }

  giveBack(dir: string): void {
    this.#taken.delete(dir);
  }

  delete(dir: string): void {
    this.#total -= this.#bytes.get(dir) ?? 0;
    this.#bytes.delete(dir);
    this.#taken.delete(dir);
  }

  clear(): void {
    this.#bytes.clear();
    this.#taken.clear();
    this.#total = 0;
  }
}
