/** Begins with a run. A clock that is set back meanwhile does not make the run end before it began. */
export class RunClock {
  readonly #began = Date.now();
  // Not `performance`, whose module takes milliseconds to load.
  readonly #beganPassed = process.hrtime.bigint();

  /** Unix seconds; where the clock was set back, as if it had not been. */
  now(): number {
    const passed = Number(process.hrtime.bigint() - this.#beganPassed) / 1e6;
    // The other clock stands still while the machine sleeps, so it decides only where it is ahead.
    return Math.max(Date.now(), this.#began + passed) / 1000;
  }
}
