/** Of one core. Two things that repeat themselves (the machine's files, a GPU's tool) stay below half a percent. */
const share = 0.002;
const minSeconds = 2;

/** How long to wait so that what is repeated costs next to nothing: longer the more CPU it costs, up to `longest` seconds. */
export class Pace {
  readonly #longest: number;
  #cost = 0;

  constructor(longest: number) {
    this.#longest = longest;
  }

  /** Seconds until the next time, when this time took `cost` seconds of CPU. */
  next(cost: number): number {
    // Dearer counts at once, cheaper only by and by.
    this.#cost = Math.max(cost, (this.#cost + cost) / 2);
    return Math.min(this.#longest, Math.max(minSeconds, this.#cost / share));
  }
}
