export interface PumpOptions {
  /** Does some of the work; true where there is more. */
  readonly step: () => Promise<boolean>;
  /** False once nobody wants it any more. */
  readonly isWanted: () => boolean;
  readonly onError: (error: unknown) => void;
}

/** Does work piece by piece whenever there may be some, one piece at a time. */
export class Pump {
  readonly #options: PumpOptions;
  #isRunning = false;
  #again = false;

  constructor(options: PumpOptions) {
    this.#options = options;
  }

  /** There may be something to do. Calls while a piece is being done count once. */
  wake(): void {
    this.#again = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#run().catch(this.#options.onError);
  }

  async #run(): Promise<void> {
    try {
      while (this.#again && this.#options.isWanted()) {
        this.#again = false;
        if (await this.#options.step()) this.#again = true;
      }
    } finally {
      // At once, not in a later turn: a call in between would be lost.
      this.#isRunning = false;
    }
  }
}
