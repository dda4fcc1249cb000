/** An event as it goes out: one copy of its bytes, however many listen. */
export class RingFrame {
  /** The JSON of `{cursor, event}`. */
  readonly json: Buffer;
  readonly #cursor: string;
  #streamed: Buffer | undefined;

  constructor(cursor: string, event: object) {
    this.#cursor = cursor;
    this.json = Buffer.from(JSON.stringify({ cursor, event }));
  }

  /** The same as an event of a `text/event-stream`; made once somebody wants it. */
  get streamed(): Buffer {
    return (this.#streamed ??= Buffer.concat([
      Buffer.from(`id: ${this.#cursor}\ndata: `),
      this.json,
      Buffer.from("\n\n"),
    ]));
  }
}
