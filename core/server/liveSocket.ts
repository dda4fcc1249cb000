import type { WebSocket } from "ws";

import { type StoreEvent, heartbeatMs } from "#core/protocol/live.ts";

import { EventRing } from "./eventRing.ts";

/** Bytes that may wait for one client before it is dropped; it comes back with its cursor. */
const maxWaiting = 4 * 1024 * 1024;

/** RFC 6455's "try again later". */
const tooSlow = 1013;

export interface EventSource {
  onEvent(listener: (event: StoreEvent) => void): { dispose(): void };
}

/** Sends a store's events to any number of WebSocket clients. */
export class LiveSocket {
  readonly #ring: EventRing;
  readonly #clients = new Set<WebSocket>();
  readonly #subscription: { dispose(): void };
  readonly #heartbeat: NodeJS.Timeout;

  constructor(source: EventSource, instance: string) {
    this.#ring = new EventRing(instance);
    this.#subscription = source.onEvent((event) => this.#broadcast(this.#ring.push(event)));
    this.#heartbeat = setInterval(
      () => this.#broadcast(this.#frame("heartbeat", this.#ring.cursor)),
      heartbeatMs,
    );
    this.#heartbeat.unref();
  }

  /** Greets a client, with the frames it missed since its cursor or the word that they are gone. */
  accept(client: WebSocket, since: string | undefined): void {
    const missed = since === undefined ? [] : this.#ring.after(since);
    if (missed === undefined) {
      client.send(this.#frame("hello", this.#ring.cursor));
      client.send(this.#frame("reset", this.#ring.cursor));
    } else {
      // The greeting carries the client's own cursor: should the line drop now, nothing counts as received.
      client.send(this.#frame("hello", since ?? this.#ring.cursor));
      for (const frame of missed) client.send(frame);
    }
    this.#clients.add(client);
    client.on("close", () => this.#clients.delete(client));
  }

  dispose(): void {
    clearInterval(this.#heartbeat);
    this.#subscription.dispose();
    this.#clients.clear();
  }

  #broadcast(frame: string): void {
    for (const client of this.#clients) {
      if (client.bufferedAmount > maxWaiting) this.#drop(client);
      else client.send(frame);
    }
  }

  #drop(client: WebSocket): void {
    this.#clients.delete(client);
    client.close(tooSlow, "too slow, come back with your cursor");
    // One that reads nothing at all never sees the close frame either.
    setTimeout(() => client.terminate(), 1000).unref();
  }

  #frame(type: "hello" | "reset" | "heartbeat", cursor: string): string {
    return JSON.stringify({ cursor, event: { type } });
  }
}
