import { LiveFrame, type StoreEvent } from "#core/protocol/live.ts";
import { v2Sockets } from "#core/protocol/v2Api.ts";

import type { OpenSocket, Transport } from "./transport.ts";

export type FeedState = "connecting" | "live" | "lost";

export interface FeedListener {
  onEvent?(event: StoreEvent): void;
  /** Events were missed: ask for everything shown again. Also called when the first connection is up. */
  onReset?(): void;
  onState?(state: FeedState): void;
}

const retryDelays = [100, 250, 500, 1000, 2000, 5000];

/** One live connection to a viewer, shared by any number of listeners; reconnects and resumes by cursor. */
export class LiveFeed {
  state: FeedState = "connecting";
  readonly #transport: Transport;
  readonly #listeners = new Set<FeedListener>();
  #socket: OpenSocket | undefined;
  #cursor: string | undefined;
  #retries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.#connect();
  }

  listen(listener: FeedListener): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#listeners.clear();
  }

  #connect(): void {
    const since = this.#cursor === undefined ? "" : `?since=${encodeURIComponent(this.#cursor)}`;
    this.#socket = this.#transport.openSocket(v2Sockets.live.path + since, {
      onOpen: () => {
        this.#retries = 0;
      },
      onFrame: (text) => this.#receive(text),
      onClose: () => this.#retry(),
    });
  }

  #receive(text: string): void {
    const { cursor, event } = LiveFrame.parse(JSON.parse(text));
    const first = this.#cursor === undefined;
    this.#cursor = cursor;
    if (event.type === "hello") {
      this.#setState("live");
      if (first) this.#each((l) => l.onReset?.());
    } else if (event.type === "reset") {
      this.#each((l) => l.onReset?.());
    } else {
      this.#each((l) => l.onEvent?.(event));
    }
  }

  #retry(): void {
    if (this.#disposed) return;
    this.#setState("lost");
    const delay = retryDelays[Math.min(this.#retries++, retryDelays.length - 1)];
    this.#timer = setTimeout(() => this.#connect(), delay);
  }

  #setState(state: FeedState): void {
    if (this.state === state) return;
    this.state = state;
    this.#each((l) => l.onState?.(state));
  }

  #each(call: (listener: FeedListener) => void): void {
    for (const listener of this.#listeners) call(listener);
  }
}
