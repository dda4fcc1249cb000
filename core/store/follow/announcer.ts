import type { StoreEvent } from "#core/protocol/live.ts";
import type { Run } from "#core/protocol/run.ts";

/** A run that changes all the time is told of at most this often. */
const changeIntervalMs = 250;

/** Hands events to whoever listens; changes of one run are put together. */
export class Announcer {
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  readonly #log: (message: string) => void;
  /** Changes held back, by run id; undefined where nothing has come since the last one was told. */
  readonly #held = new Map<string, Run | undefined>();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(log: (message: string) => void) {
    this.#log = log;
  }

  listen(listener: (event: StoreEvent) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  tell(event: StoreEvent): void {
    if (event.type === "run_deleted") this.#held.delete(event.id);
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#log(`A listener failed: ${String(error)}`);
      }
    }
  }

  tellChanged(run: Run): void {
    if (this.#held.has(run.id)) {
      this.#held.set(run.id, run);
      return;
    }
    this.tell({ type: "run_changed", run });
    this.#hold(run.id);
  }

  dispose(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#held.clear();
    this.#listeners.clear();
  }

  #hold(id: string): void {
    this.#held.set(id, undefined);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const run = this.#held.get(id);
      this.#held.delete(id);
      if (!run) return;
      this.tell({ type: "run_changed", run });
      this.#hold(id);
    }, changeIntervalMs);
    timer.unref();
    this.#timers.add(timer);
  }
}
