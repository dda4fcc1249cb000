import { isMainThread } from "node:worker_threads";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Hears the signals that end a program, so that its runs can be recorded as interrupted, and passes them on. A program
 * that listens itself decides what they mean.
 */
export class ExitSignals {
  readonly #onEnd: (signal: NodeJS.Signals) => void;
  readonly #listeners = new Map<NodeJS.Signals, () => void>();
  #wanted = false;
  #heard: NodeJS.Signals | undefined;

  /** `onEnd` is called before the process ends by a signal. */
  constructor(onEnd: (signal: NodeJS.Signals) => void) {
    this.#onEnd = onEnd;
  }

  /** The last signal that came. */
  get heard(): NodeJS.Signals | undefined {
    return this.#heard;
  }

  /**
   * Listens from the next turn of the event loop: a program that never gets there would not hear the signal, and must stay
   * killable.
   */
  listen(): void {
    if (!isMainThread || process.env["RUNICORN_SIGNALS"] === "0" || this.#wanted) return;
    this.#wanted = true;
    setImmediate(() => {
      if (!this.#wanted || this.#listeners.size > 0) return;
      for (const signal of signals) {
        const listener = () => this.#hear(signal);
        this.#listeners.set(signal, listener);
        // Before listeners that remove themselves when they are called, which would then not be seen.
        process.prependListener(signal, listener);
      }
    }).unref();
  }

  /** What signals do is no longer our business. */
  stop(): void {
    this.#wanted = false;
    for (const [signal, listener] of this.#listeners) process.removeListener(signal, listener);
    this.#listeners.clear();
  }

  #hear(signal: NodeJS.Signals): void {
    this.#heard = signal;
    if (process.listenerCount(signal) > 1) return;
    this.#onEnd(signal);
    this.stop();
    process.kill(process.pid, signal);
  }
}
