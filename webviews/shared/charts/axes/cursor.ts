/** The place of the pointer on the x axis of one chart, or of all whose cursors are linked; null outside of them. */
export class Cursor {
  #x: number | null = null;
  readonly #listeners = new Set<() => void>();

  get x(): number | null {
    return this.#x;
  }

  set(x: number | null): void {
    if (x === this.#x) return;
    this.#x = x;
    for (const listener of this.#listeners) listener();
  }

  listen(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }
}
