const beating = 1;
const ended = 2;

/** What main and background thread must know of one run at the same moment, in shared memory. */
export class RunState {
  readonly #words: Int32Array<SharedArrayBuffer>;

  constructor(memory = new SharedArrayBuffer(8)) {
    this.#words = new Int32Array(memory);
  }

  get memory(): SharedArrayBuffer {
    return this.#words.buffer;
  }

  /** Whether the run has ended: nothing is to be written for it any more. */
  get ended(): boolean {
    return Atomics.load(this.#words, 0) === ended;
  }

  /** Calls `write` unless the run has ended; until it returns, `end` waits. */
  whileOpen(write: () => void): void {
    if (Atomics.compareExchange(this.#words, 0, 0, beating) !== 0) return;
    try {
      write();
    } finally {
      // Not where `end` lost its patience.
      Atomics.compareExchange(this.#words, 0, beating, 0);
      Atomics.notify(this.#words, 0);
    }
  }

  /** The run ends, after a write that is on its way, or `patience` milliseconds later. */
  end(patience: number): void {
    if (Atomics.compareExchange(this.#words, 0, 0, ended) === 0) return;
    Atomics.wait(this.#words, 0, beating, patience);
    Atomics.store(this.#words, 0, ended);
  }

  /** The capture is complete. */
  setCaptured(): void {
    Atomics.store(this.#words, 1, 1);
    Atomics.notify(this.#words, 1);
  }

  /** Waits at most `patience` milliseconds until the capture is complete. False when it is not. */
  waitCaptured(patience: number): boolean {
    Atomics.wait(this.#words, 1, 0, patience);
    return Atomics.load(this.#words, 1) === 1;
  }
}
