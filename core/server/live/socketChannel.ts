import type { WebSocket } from "ws";

import type { LiveHub } from "./liveHub.ts";
import type { LiveChannel, LiveWish } from "./liveReader.ts";
import type { RingFrame } from "./ringFrame.ts";

/** RFC 6455's "try again later". */
const tryLater = 1013;

/** Milliseconds a client has to say goodbye: one that reads nothing never sees the close frame. */
const farewellMs = 1000;

/** Sends a store's events over a WebSocket, a text frame each. */
export function followBySocket(hub: LiveHub, client: WebSocket, wish: LiveWish): void {
  const reader = hub.add(new SocketChannel(client), wish);
  client.on("close", () => hub.remove(reader));
}

class SocketChannel implements LiveChannel {
  readonly #client: WebSocket;

  constructor(client: WebSocket) {
    this.#client = client;
  }

  get waiting(): number {
    return this.#client.bufferedAmount;
  }

  send({ json }: RingFrame, onSent: () => void): void {
    this.#client.send(json, { binary: false }, (error) => {
      if (!error) onSent();
    });
  }

  ping(onAnswer: () => void): void {
    if (this.#client.readyState !== this.#client.OPEN) return;
    this.#client.once("pong", onAnswer);
    this.#client.ping();
  }

  close(reason: string): void {
    this.#client.close(tryLater, reason);
    setTimeout(() => this.#client.terminate(), farewellMs).unref();
  }
}
