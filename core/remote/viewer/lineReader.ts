import type { Readable } from "node:stream";

/** Reads lines from a stream, and at some line leaves the rest of it to somebody else. */
export class LineReader {
  readonly #stream: Readable;
  readonly #maxBytes: number;
  #held = Buffer.alloc(0);
  #isOver = false;
  #wake = () => {};

  /** More than `maxBytes` without a line break count as the end. */
  constructor(stream: Readable, maxBytes: number) {
    this.#stream = stream;
    this.#maxBytes = maxBytes;
    stream.on("data", this.#onData);
    for (const event of ["end", "close", "error"]) stream.on(event, this.#onEnd);
  }

  /** Undefined where the stream has ended. */
  async next(): Promise<string | undefined> {
    for (;;) {
      const at = this.#held.indexOf("\n");
      if (at >= 0) {
        const line = this.#held.toString("utf8", 0, at);
        this.#held = this.#held.subarray(at + 1);
        return line;
      }
      if (this.#isOver || this.#held.length > this.#maxBytes) return undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Stops reading. What was read too much is given back; the stream is paused. */
  release(): Buffer {
    this.#stream.pause();
    this.#stream.off("data", this.#onData);
    for (const event of ["end", "close", "error"]) this.#stream.off(event, this.#onEnd);
    return this.#held;
  }

  readonly #onData = (bytes: Buffer) => {
    this.#held = Buffer.concat([this.#held, bytes]);
    this.#wake();
  };

  readonly #onEnd = () => {
    this.#isOver = true;
    this.#wake();
  };
}
