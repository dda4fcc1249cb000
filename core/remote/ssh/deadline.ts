import type { RunicornError } from "#core/protocol/errors.ts";

/** Time that runs out, except while it is held: a person who reads a fingerprint must not be hurried by our own clock. */
export class Deadline {
  readonly #ending = new AbortController();
  readonly #error: () => RunicornError;
  #leftMs: number;
  #runningSince: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #holders = 0;
  #isOver = false;

  constructor(limitMs: number, error: () => RunicornError) {
    this.#leftMs = limitMs;
    this.#error = error;
    this.#run();
  }

  /** Aborts with the error when the time is over. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** Stands still while the work goes on. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.#holders += 1;
    if (this.#runningSince !== undefined) {
      this.#leftMs -= performance.now() - this.#runningSince;
      this.#runningSince = undefined;
      clearTimeout(this.#timer);
    }
    try {
      return await work();
    } finally {
      this.#holders -= 1;
      if (this.#holders === 0) this.#run();
    }
  }

  dispose(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #run(): void {
    if (this.#isOver) return;
    this.#runningSince = performance.now();
    this.#timer = setTimeout(() => this.#ending.abort(this.#error()), Math.max(this.#leftMs, 0));
  }
}
