import { LiveFrame, type StoreEvent, heartbeatMs } from "#core/protocol/live.ts";
import type { RemoteConnection } from "#core/protocol/remote.ts";
import { v2Sockets } from "#core/protocol/v2Api.ts";

import type { OpenSocket, Transport } from "./transport.ts";

export type FeedState = "connecting" | "live" | "lost";

export interface FeedListener {
  onEvent?(event: StoreEvent): void;
  /** An SSH connection of the server is as told now. */
  onConnection?(connection: RemoteConnection): void;
  /** Events were missed: ask for everything shown again. Also called when the first connection is up. */
  onReset?(): void;
  onState?(state: FeedState): void;
}

export interface FeedTimes {
  /** Milliseconds before each new attempt; the last one repeats. */
  readonly retryDelays: readonly number[];
  /** Milliseconds without a frame after which a connection counts as dead. */
  readonly silence: number;
}

const usualTimes: FeedTimes = {
  retryDelays: [100, 250, 500, 1000, 2000, 5000],
  silence: 3 * heartbeatMs,
};

/** Milliseconds for which points still come that nobody wants any more: who closes a page may open it again. */
const pointsKeptMs = 5000;
/** Of so many runs points are asked for; of others a page asks the viewer for its curves. */
const mostWanted = 200;

/** One live connection to a viewer, shared by any number of listeners; reconnects and resumes by cursor. */
export class LiveFeed {
  state: FeedState = "connecting";
  readonly #transport: Transport;
  readonly #times: FeedTimes;
  readonly #points: boolean;
  /** Who wants the points themselves, of which runs. */
  readonly #wanted = new Set<{ readonly run: string }>();
  /** The runs whose points this connection was asked for. */
  #asked: ReadonlySet<string> = new Set();
  #askTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<FeedListener>();
  #socket: OpenSocket | undefined;
  /** Counts connections, so that a late word of an earlier one is not taken for the present one's. */
  #connection = 0;
  #cursor: string | undefined;
  #retries = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #silenceTimer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  /** `points`: whether the points themselves are wanted of all runs, or of those only that `wantPoints` names. */
  constructor(transport: Transport, times: FeedTimes = usualTimes, points = false) {
    this.#transport = transport;
    this.#times = times;
    this.#points = points;
    this.#connect();
  }

  listen(listener: FeedListener): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** The points of a run themselves are wanted, until this is disposed of. */
  wantPoints(run: string): { dispose(): void } {
    const wish = { run };
    this.#wanted.add(wish);
    this.#askLater(0);
    return {
      dispose: () => {
        this.#wanted.delete(wish);
        this.#askLater(pointsKeptMs);
      },
    };
  }

  /** Begins a new connection at once, in place of whatever there is: the way to the viewer is another one now. */
  reconnect(): void {
    if (this.#disposed) return;
    this.#hangUp();
    this.#retries = 0;
    this.#connect();
  }

  /** A call, since it changes while listeners are called. */
  #isDisposed(): boolean {
    return this.#disposed;
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#askTimer);
    this.#hangUp();
    this.#listeners.clear();
  }

  /** A connection is asked for its points as it begins: for those of other runs it takes another one, which misses nothing. */
  #askLater(milliseconds: number): void {
    if (this.#points || this.#disposed) return;
    if (milliseconds > 0 && this.#askTimer !== undefined) return;
    clearTimeout(this.#askTimer);
    this.#askTimer = setTimeout(() => {
      this.#askTimer = undefined;
      const wanted = this.#wantedRuns();
      const isSame =
        wanted.size === this.#asked.size && [...wanted].every((run) => this.#asked.has(run));
      if (isSame || this.state !== "live") return;
      this.#hangUp();
      this.#connect();
    }, milliseconds);
  }

  #wantedRuns(): Set<string> {
    return new Set(Array.from(this.#wanted, ({ run }) => run).slice(0, mostWanted));
  }

  #connect(): void {
    const connection = ++this.#connection;
    const query = new URLSearchParams({ points: String(this.#points) });
    this.#asked = this.#wantedRuns();
    if (!this.#points && this.#asked.size > 0) query.set("of", [...this.#asked].join(","));
    if (this.#cursor !== undefined) query.set("since", this.#cursor);
    const lose = () => {
      if (connection === this.#connection) this.#retry();
    };
    this.#expectFrame();
    try {
      this.#socket = this.#transport.openSocket(`${v2Sockets.live.path}?${query.toString()}`, {
        onOpen: () => {},
        onFrame: (text) => {
          if (connection === this.#connection) this.#receive(text);
        },
        onClose: lose,
      });
    } catch {
      lose();
    }
  }

  #receive(text: string): void {
    this.#expectFrame();
    const frame = parseFrame(text);
    // One that cannot be read is from a newer viewer; the cursor stays, so a reconnect brings it again.
    if (!frame) return;
    const { cursor, event } = frame;
    const first = this.#cursor === undefined;
    this.#cursor = cursor;
    if (event.type === "hello") {
      this.#retries = 0;
      this.#setState("live");
      this.#askLater(0);
      if (first) this.#each((l) => l.onReset?.());
    } else if (event.type === "reset") {
      this.#each((l) => l.onReset?.());
    } else if (event.type === "connection_changed") {
      this.#each((l) => l.onConnection?.(event.connection));
    } else if (event.type !== "heartbeat") {
      this.#each((l) => l.onEvent?.(event));
    }
  }

  /** A link that died without a word is noticed by its missing heartbeats. */
  #expectFrame(): void {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = setTimeout(() => this.#retry(), this.#times.silence);
  }

  #retry(): void {
    if (this.#disposed) return;
    this.#hangUp();
    this.#setState("lost");
    // Whoever was told may have ended this.
    if (this.#isDisposed()) return;
    const { retryDelays } = this.#times;
    const delay = retryDelays[Math.min(this.#retries++, retryDelays.length - 1)];
    this.#retryTimer = setTimeout(() => this.#connect(), delay);
  }

  #hangUp(): void {
    this.#connection++;
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#silenceTimer);
    this.#socket?.close();
    this.#socket = undefined;
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

function parseFrame(text: string): LiveFrame | undefined {
  try {
    return LiveFrame.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
