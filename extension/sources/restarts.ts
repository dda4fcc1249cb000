/** How often something that keeps ending is begun again: after ever longer waits, and at last not at all. */
export class Restarts {
  readonly #delays: readonly number[];
  readonly #healthyAfterMs: number;
  #deaths = 0;
  #begunAt = 0;

  /** `delays`: milliseconds before the first, second, … restart in a row. Whatever lived longer than `healthyAfterMs` begins a new row with its death. */
  constructor(delays: readonly number[], healthyAfterMs: number) {
    this.#delays = delays;
    this.#healthyAfterMs = healthyAfterMs;
  }

  /** In a row. */
  get deaths(): number {
    return this.#deaths;
  }

  begun(): void {
    this.#begunAt = performance.now();
  }

  /** Milliseconds to wait before it is begun again; undefined: not any more. */
  ended(): number | undefined {
    if (performance.now() - this.#begunAt > this.#healthyAfterMs) this.#deaths = 0;
    return this.#delays[this.#deaths++];
  }

  /** As if it had never ended. */
  forget(): void {
    this.#deaths = 0;
  }
}
