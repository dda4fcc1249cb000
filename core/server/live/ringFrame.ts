import type { LiveFrame } from "#core/protocol/live.ts";

type LiveEvent = LiveFrame["event"];

/** An event as it goes out: one copy of its bytes, however many listen. */
export class RingFrame {
  /** The JSON of `{cursor, event}`. */
  readonly json: Buffer;
  /** The run whose points it brings, if it does. */
  readonly run: string | undefined;
  readonly #cursor: string;
  #streamed: Buffer | undefined;
  #brief: RingFrame | undefined;

  constructor(cursor: string, event: LiveEvent) {
    this.#cursor = cursor;
    this.run = event.type === "points_appended" ? event.id : undefined;
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

  /** The same for those who want to know how many points there are, and not the points. */
  get brief(): RingFrame {
    return (this.#brief ??= this.#makeBrief());
  }

  #makeBrief(): RingFrame {
    // Read again from its bytes: kept as objects, the events of a ring would take several times as much.
    const { event } = JSON.parse(this.json.toString()) as LiveFrame;
    if (event.type !== "points_appended" || event.points.length === 0) return this;
    const unsent = event.points.flatMap(({ first, series }) =>
      series.map(({ key, values }) => ({ key, first, count: values.length })),
    );
    return new RingFrame(this.#cursor, { ...event, points: [], unsent });
  }
}
