/** Milliseconds between two jumps of somebody who drags the scroll bar, and how long a rest shows what is there. */
const flightMs = 120;

/** Tells whether somebody passes by lines faster than they could be read, as with the scroll bar of a long table. */
export class ScrollPace {
  #top = 0;
  #jumpedAt = -Infinity;
  #isFlying = false;

  /** Milliseconds after which lines are worth showing if nothing moves. */
  readonly rest = flightMs;

  /** To be asked in each frame. `now` in milliseconds; one jump alone, as to the end, is not flying. */
  isFlying(top: number, height: number, now: number): boolean {
    const isJump = Math.abs(top - this.#top) > 2 * height;
    const isSoon = now - this.#jumpedAt < flightMs;
    this.#top = top;
    if (isJump) this.#jumpedAt = now;
    this.#isFlying = isSoon && (isJump || this.#isFlying);
    return this.#isFlying;
  }
}
