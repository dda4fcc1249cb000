/** Milliseconds of each frame that are drawn for; the others are for the reader's hand and for the page itself. */
const perFrame = 8;
/** The same where charts have no picture yet: the reader waits for them, and each frame more makes that longer. */
const perFirstFrame = 60;

/**
 * Draws the charts of a page in turn: in each frame as many as there is time for, and at least one. So many charts that grow at
 * once, or a slow machine, make them come a moment later, and the page does not stand still.
 */
export class DrawQueue {
  /** In the order they were added. */
  readonly #waiting = new Map<() => void, { readonly isFirst: boolean }>();
  #isDue = false;

  /** `draw` is called once in one of the next frames, however often it was added meanwhile. `isFirst`: it has no picture yet. */
  add(draw: () => void, isFirst: boolean): void {
    this.#waiting.set(draw, { isFirst });
    this.#runSoon();
  }

  remove(draw: () => void): void {
    this.#waiting.delete(draw);
  }

  #runSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => this.#run());
  }

  #run(): void {
    this.#isDue = false;
    const begun = performance.now();
    // Those that are added meanwhile are of the next frame.
    for (const [draw, { isFirst }] of Array.from(this.#waiting)) {
      this.#waiting.delete(draw);
      draw();
      if (performance.now() - begun >= (isFirst ? perFirstFrame : perFrame)) break;
    }
    if (this.#waiting.size > 0) this.#runSoon();
  }
}
