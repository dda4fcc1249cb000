/** Counts a line's quotation marks from the left, each part of the line once. */
export class QuoteCount {
  readonly #line: string;
  readonly #seen = new Map<string, { at: number; count: number }>();

  constructor(line: string) {
    this.#line = line;
  }

  /** Whether a text in these quotes has begun before `at` and not ended. `at` only grows from call to call. */
  isOpen(quote: string, at: number): boolean {
    let { at: next, count } = this.#seen.get(quote) ?? { at: 0, count: 0 };
    for (;;) {
      const found = this.#line.indexOf(quote, next);
      if (found < 0 || found >= at) break;
      count += 1;
      next = found + 1;
    }
    this.#seen.set(quote, { at: Math.max(next, at), count });
    return count % 2 === 1;
  }
}
