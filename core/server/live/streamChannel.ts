import type { ServerResponse } from "node:http";

import type { LiveHub } from "./liveHub.ts";
import type { LiveChannel, LiveWish } from "./liveReader.ts";
import type { RingFrame } from "./ringFrame.ts";

/** Milliseconds after which a browser whose connection broke comes back by itself. */
const retryMs = 1000;

/** Milliseconds a client has to read to the end. */
const farewellMs = 1000;

/** Sends a store's events as a `text/event-stream`, whose ids are the cursors. */
export function followByStream(hub: LiveHub, reply: ServerResponse, wish: LiveWish): void {
  reply.write(`retry: ${retryMs}\n\n`);
  const reader = hub.add(new StreamChannel(reply), wish);
  reply.on("close", () => hub.remove(reader));
  reply.on("error", () => reply.destroy());
}

class StreamChannel implements LiveChannel {
  readonly #reply: ServerResponse;

  constructor(reply: ServerResponse) {
    this.#reply = reply;
  }

  get waiting(): number {
    return this.#reply.writableLength;
  }

  send({ streamed }: RingFrame, onSent: () => void): void {
    this.#write(streamed, onSent);
  }

  /** A comment: a client has no way to answer. */
  ping(onAnswer: () => void): void {
    this.#write(":\n\n", onAnswer);
  }

  close(): void {
    this.#reply.end();
    // One that reads nothing would keep it open.
    setTimeout(() => this.#reply.destroy(), farewellMs).unref();
  }

  #write(chunk: string | Buffer, onSent: () => void): void {
    this.#reply.write(chunk, (error) => {
      if (!error) onSent();
    });
  }
}
