import { plainText } from "../plain.ts";

/** The `missing` list of a document. Knows when there is no time left. */
export class Missing {
  readonly items: { what: string; why: string }[] = [];
  readonly #stopped: () => boolean;
  readonly #deadline: number;

  /** `deadline` in milliseconds of `performance.now()`. */
  constructor(stopped: () => boolean, deadline: number) {
    this.#stopped = stopped;
    this.#deadline = deadline;
  }

  /** Names a part that is missing. */
  add(what: string, why: string): void {
    this.items.push({ what, why: why.slice(0, 300) });
  }

  /** At most `limit`; 0 or less when nothing more is to be begun. */
  millisecondsLeft(limit: number): number {
    return this.#stopped() ? 0 : Math.min(limit, this.#deadline - performance.now());
  }

  /** What `read` returns or resolves to; `otherwise` when it throws or the time is up, and then it is missing. */
  async attempt<T>(what: string, read: () => T | Promise<T>, otherwise: T): Promise<T> {
    if (this.#stopped()) this.add(what, "the run ended before");
    else if (this.millisecondsLeft(1) <= 0) this.add(what, "it took too long");
    else {
      try {
        return await read();
      } catch (error) {
        this.add(what, plainText(error));
      }
    }
    return otherwise;
  }
}
