/** Remembers counters, so that two readings of one give its speed. */
export class CounterRates {
  readonly #last = new Map<string, { counter: number; clock: number }>();

  /** How much `counter` grew per unit of `clock`. Undefined the first time and when either went backwards. */
  rate(name: string, counter: number, clock: number): number | undefined {
    const before = this.#last.get(name);
    this.#last.set(name, { counter, clock });
    if (before === undefined || clock <= before.clock || counter < before.counter) return undefined;
    return (counter - before.counter) / (clock - before.clock);
  }
}
