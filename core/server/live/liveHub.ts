import { type LiveEvent, heartbeatMs } from "#core/protocol/live.ts";

import { EventRing } from "./eventRing.ts";
import { type LiveChannel, LiveReader, type LiveWish } from "./liveReader.ts";

export interface EventSource {
  onEvent(listener: (event: LiveEvent) => void): { dispose(): void };
}

/** Tells any number of clients what happens in a store. */
export class LiveHub {
  readonly #ring: EventRing;
  readonly #readers = new Set<LiveReader>();
  readonly #subscription: { dispose(): void };
  readonly #heart: NodeJS.Timeout;

  /** `beatMs`: milliseconds between two heartbeats. */
  constructor(source: EventSource, instance: string, beatMs = heartbeatMs) {
    this.#ring = new EventRing(instance);
    this.#subscription = source.onEvent((event) => {
      this.#ring.push(event);
      for (const reader of this.#readers) reader.pump();
    });
    this.#heart = setInterval(() => this.#beat(), beatMs);
    this.#heart.unref();
  }

  get size(): number {
    return this.#readers.size;
  }

  /** Greets a client, with the frames it missed since its cursor or the word that they are gone. */
  add(channel: LiveChannel, wish: LiveWish): LiveReader {
    const reader = new LiveReader(this.#ring, channel, wish);
    this.#readers.add(reader);
    return reader;
  }

  remove(reader: LiveReader): void {
    this.#readers.delete(reader);
  }

  dispose(): void {
    clearInterval(this.#heart);
    this.#subscription.dispose();
    for (const reader of this.#readers) reader.end("the viewer ends");
    this.#readers.clear();
  }

  #beat(): void {
    for (const reader of this.#readers) if (!reader.beat()) this.#readers.delete(reader);
  }
}
