/** Begins with a run. A clock that is set back meanwhile does not make the run end before it began. */
export class RunClock {
  readonly #began = Date.now();
  readonly #beganPassed = performance.now();

  /** Unix seconds; where the clock was set back, as if it had not been. */
  now(): number {
    // The other clock stands still while the machine sleeps, so it decides only where it is ahead.
    return Math.max(Date.now(), this.#began + performance.now() - this.#beganPassed) / 1000;
  }
}
