/** Runs a task at most once per interval: at once after a rest, and once more when it was asked for meanwhile. */
export class Throttle {
  readonly #task: () => void | Promise<void>;
  readonly #intervalMs: number;
  #timer: NodeJS.Timeout | undefined;
  #running = false;
  #wanted = false;
  #disposed = false;

  constructor(task: () => void | Promise<void>, intervalMs: number) {
    this.#task = task;
    this.#intervalMs = intervalMs;
  }

  trigger(): void {
    this.#wanted = true;
    if (this.#timer === undefined && !this.#running) void this.#run();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    if (this.#disposed) return;
    this.#wanted = false;
    this.#running = true;
    try {
      await this.#task();
    } finally {
      this.#running = false;
      this.#rest();
    }
  }

  #rest(): void {
    if (this.#disposed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#wanted) void this.#run();
    }, this.#intervalMs);
  }
}
