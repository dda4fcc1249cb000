/**
 * Runs a job after each trigger: at once when idle, never twice at a time, at most once per interval. Of a steady run of triggers
 * one that is late makes none of those after it late: the job keeps the beat it had.
 */
export class Refresher {
  readonly #job: () => Promise<void> | void;
  readonly #interval: number;
  #triggers = 0;
  #running = false;
  /** When the job was due last: when it began, or would have begun had it not been a little late. */
  #dueAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  /** `job` must not reject. `interval` is in milliseconds, from start to start. */
  constructor(job: () => Promise<void> | void, interval: number) {
    this.#job = job;
    this.#interval = interval;
  }

  trigger(): void {
    this.#triggers += 1;
    if (this.#disposed || this.#running || this.#timer !== undefined) return;
    const wait = this.#dueAt + this.#interval - Date.now();
    if (wait <= 0) void this.#run();
    else this.#timer = setTimeout(() => void this.#run(), wait);
  }

  /** Like `trigger`, without waiting for the interval. */
  flush(): void {
    this.#dueAt = -Infinity;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.trigger();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    const seen = this.#triggers;
    this.#running = true;
    const now = Date.now();
    const due = this.#dueAt + this.#interval;
    this.#dueAt = now - due < this.#interval ? due : now;
    try {
      await this.#job();
    } finally {
      this.#running = false;
    }
    if (this.#triggers !== seen) this.trigger();
  }
}
