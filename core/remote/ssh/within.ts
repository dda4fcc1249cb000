import { RunicornError } from "#core/protocol/errors.ts";

/** Where the work has an end before its own. */
export interface Bounds {
  /** Milliseconds. */
  readonly limitMs: number;
  /** What a person reads when the time is over. */
  readonly late: string;
  /** Any of them ends the work with its reason. */
  readonly signals: readonly (AbortSignal | undefined)[];
}

/**
 * Waits for some work, but not for ever: rejects with `connection_timeout`, or with the reason of a signal. The work learns of
 * it by its signal, and whatever it still brings is its own to throw away.
 */
export async function within<T>(
  { limitMs, late, signals }: Bounds,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const stop = (reason: unknown) => ending.abort(reason);
  const stops = signals.flatMap((signal) => {
    if (signal === undefined) return [];
    if (signal.aborted) stop(signal.reason);
    const listener = () => stop(signal.reason);
    signal.addEventListener("abort", listener, { once: true });
    return [() => signal.removeEventListener("abort", listener)];
  });
  const timer = setTimeout(() => stop(new RunicornError("connection_timeout", late)), limitMs);
  try {
    ending.signal.throwIfAborted();
    return await new Promise<T>((resolve, reject) => {
      const listener = () => reject(asError(ending.signal.reason));
      ending.signal.addEventListener("abort", listener, { once: true });
      work(ending.signal).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    for (const remove of stops) remove();
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
