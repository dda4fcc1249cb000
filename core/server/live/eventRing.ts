import type { LiveEvent } from "#core/protocol/live.ts";

import { RingFrame } from "./ringFrame.ts";

/** The newest frames of a live feed, kept so that a client that was away for a moment, or is slow, misses nothing. */
export class EventRing {
  readonly #instance: string;
  readonly #maxBytes: number;
  /** Frame n is at n modulo its length. */
  readonly #frames: (RingFrame | undefined)[];
  #bytes = 0;
  #last = 0;
  /** Number of the oldest frame that is here. */
  #oldest = 1;

  /** `instance` tells this server's cursors from those of the one before it. */
  constructor(instance: string, { maxFrames = 8192, maxBytes = 8 * 1024 * 1024 } = {}) {
    this.#instance = instance;
    this.#maxBytes = maxBytes;
    this.#frames = Array.from({ length: maxFrames }, () => undefined);
  }

  /** The number of the newest frame; they count from 1. */
  get last(): number {
    return this.#last;
  }

  /** What a client says that has got all frames up to number `n`. */
  cursorOf(n: number): string {
    return `${this.#instance}.${n}`;
  }

  /** Keeps an event under the next number. */
  push(event: LiveEvent): void {
    this.#last++;
    const frame = new RingFrame(this.cursorOf(this.#last), event);
    if (this.#last - this.#oldest === this.#frames.length) this.#drop();
    this.#frames[this.#last % this.#frames.length] = frame;
    this.#bytes += frame.json.length;
    while (this.#bytes > this.#maxBytes) this.#drop();
  }

  /** Frame number `n`, while it is here. */
  at(n: number): RingFrame | undefined {
    return n >= this.#oldest && n <= this.#last ? this.#frames[n % this.#frames.length] : undefined;
  }

  /** The number a cursor stands for; undefined where frames after it are not all here, or the cursor is not ours. */
  numberOf(cursor: string): number | undefined {
    const prefix = `${this.#instance}.`;
    const digits = cursor.startsWith(prefix) ? cursor.slice(prefix.length) : "";
    if (!/^\d{1,15}$/.test(digits)) return undefined;
    const n = Number(digits);
    return n >= this.#oldest - 1 && n <= this.#last ? n : undefined;
  }

  #drop(): void {
    const at = this.#oldest % this.#frames.length;
    this.#bytes -= this.#frames[at]?.json.length ?? 0;
    this.#frames[at] = undefined;
    this.#oldest++;
  }
}
