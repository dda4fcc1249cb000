import { RunicornError } from "#core/protocol/errors.ts";

/** Several wait for one thing; when the last of them has lost interest, it is given up. */
export class CommonWait {
  readonly #giveUp: () => void;
  #waiting = 0;

  constructor(giveUp: () => void) {
    this.#giveUp = giveUp;
  }

  /** The promise, as long as the signal says that somebody wants it. */
  async wait<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    this.#waiting++;
    let isWaiting = true;
    const leave = () => {
      if (isWaiting) this.#waiting--;
      isWaiting = false;
    };
    const lost = Promise.withResolvers<never>();
    const lose = () => {
      leave();
      if (this.#waiting === 0) this.#giveUp();
      lost.reject(new RunicornError("service_unavailable", "Whoever asked has gone away."));
    };
    if (signal?.aborted) lose();
    else signal?.addEventListener("abort", lose, { once: true });
    try {
      return await Promise.race([promise, lost.promise]);
    } finally {
      signal?.removeEventListener("abort", lose);
      leave();
    }
  }
}
