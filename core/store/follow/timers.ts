/** Timers by name, none of which keeps the process alive. */
export class Timers {
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #isOver = false;

  /** One of each name: the last counts. */
  later(name: string, ms: number, run: () => void): void {
    if (this.#isOver) return;
    this.cancel(name);
    const timer = setTimeout(() => {
      this.#timers.delete(name);
      run();
    }, ms);
    this.#timers.set(name, timer.unref());
  }

  /** Whether there was one. */
  cancel(name: string): boolean {
    clearTimeout(this.#timers.get(name));
    return this.#timers.delete(name);
  }

  dispose(): void {
    this.#isOver = true;
    for (const name of this.#timers.keys()) this.cancel(name);
  }
}
