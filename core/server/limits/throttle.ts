const windowMs = 60_000;

/** Counts failures of the last minute. */
export class Throttle {
  readonly #limit: number;
  readonly #now: () => number;
  #failures: number[] = [];

  constructor(limit: number, now: () => number = Date.now) {
    this.#limit = limit;
    this.#now = now;
  }

  /** Notes one failure; true when there were more than the limit. */
  fail(): boolean {
    const now = this.#now();
    this.#failures = this.#failures.filter((at) => at > now - windowMs);
    if (this.#failures.length >= this.#limit) return true;
    this.#failures.push(now);
    return false;
  }
}
