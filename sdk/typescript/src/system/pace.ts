const minSeconds = 2;

/**
 * How long to wait so that what is repeated costs next to nothing: it gets `share` of one core, and is never put off for
 * longer than `longest` seconds.
 */
export class Pace {
  readonly #share: number;
  readonly #longest: number;
  #cost = 0;

  constructor(share: number, longest: number) {
    this.#share = share;
    this.#longest = longest;
  }

  /** Seconds until the next time, when this time took `cost` seconds of CPU. */
  next(cost: number): number {
    // Dearer counts at once, cheaper only by and by.
    this.#cost = Math.max(cost, (this.#cost + cost) / 2);
    return Math.min(this.#longest, Math.max(minSeconds, this.#cost / this.#share));
  }
}
