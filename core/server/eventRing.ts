/** The newest frames of a live feed, kept so that a client that was away for a moment misses nothing. */
export class EventRing {
  readonly #instance: string;
  readonly #maxFrames: number;
  readonly #maxBytes: number;
  readonly #frames: string[] = [];
  #bytes = 0;
  #last = 0;

  /** `instance` tells this server's cursors from those of the one before it. */
  constructor(instance: string, { maxFrames = 4096, maxBytes = 8 * 1024 * 1024 } = {}) {
    this.#instance = instance;
    this.#maxFrames = maxFrames;
    this.#maxBytes = maxBytes;
  }

  /** The cursor of the newest frame. */
  get cursor(): string {
    return `${this.#instance}.${this.#last}`;
  }

  /** Makes a frame of an event under the next cursor and keeps it. */
  push(event: object): string {
    this.#last++;
    const frame = JSON.stringify({ cursor: this.cursor, event });
    this.#frames.push(frame);
    this.#bytes += frame.length;
    while (this.#frames.length > this.#maxFrames || this.#bytes > this.#maxBytes) {
      this.#bytes -= this.#frames.shift()?.length ?? 0;
    }
    return frame;
  }

  /** The frames after a cursor; undefined where they are not all here, or the cursor is not ours. */
  after(cursor: string): readonly string[] | undefined {
    const seq = this.#sequenceOf(cursor);
    if (seq === undefined || seq > this.#last) return undefined;
    const missed = this.#last - seq;
    if (missed > this.#frames.length) return undefined;
    return this.#frames.slice(this.#frames.length - missed);
  }

  #sequenceOf(cursor: string): number | undefined {
    const prefix = `${this.#instance}.`;
    const digits = cursor.startsWith(prefix) ? cursor.slice(prefix.length) : "";
    return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
  }
}
