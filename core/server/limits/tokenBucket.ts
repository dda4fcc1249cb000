/** Lets so many through at once, and so many more as time goes by. Times are milliseconds. */
export class TokenBucket {
  readonly #capacity: number;
  readonly #perMs: number;
  #tokens: number;
  #at: number;

  constructor({ capacity, perMs }: { capacity: number; perMs: number }, now: number) {
    this.#capacity = capacity;
    this.#perMs = perMs;
    this.#tokens = capacity;
    this.#at = now;
  }

  /** Takes one; false where there is none. */
  take(now: number): boolean {
    // A clock that was set back gives nothing, and takes nothing away.
    const passed = Math.max(0, now - this.#at);
    this.#tokens = Math.min(this.#capacity, this.#tokens + passed * this.#perMs);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  /** How many could be taken at once, as of the last one taken. */
  get left(): number {
    return Math.floor(this.#tokens);
  }

  /** Milliseconds until there is one. */
  get untilNext(): number {
    return Math.max(0, (1 - this.#tokens) / this.#perMs);
  }

  /** Milliseconds until it is full. */
  get untilFull(): number {
    return (this.#capacity - this.#tokens) / this.#perMs;
  }
}
