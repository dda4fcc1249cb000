import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Connections at once. Two windows with a hundred live readers are far below. */
const maxConnections = 512;
/** Of those that have not shown a token: above it the oldest of them makes room. */
const maxStrangers = 128;
/** Milliseconds in which a client must take something of its answer. */
const stalledMs = 60_000;

/** Keeps those who only hold connections open from keeping others out. */
export class Connections {
  /** Oldest first. */
  readonly #strangers = new Set<Socket>();

  /** Sets the limits of a server that does not listen yet. */
  watch(http: Server): void {
    http.headersTimeout = 5000;
    http.requestTimeout = 30_000;
    http.maxConnections = maxConnections;
    http.timeout = stalledMs;
    http.on("connection", (socket: Socket) => this.#add(socket));
    http.on("timeout", (socket: Socket) => {
      // A long answer that is still being made has nothing to take yet.
      if (socket.writableLength > 0) socket.destroy();
    });
  }

  /** Whoever is at the other end has shown a token. */
  trust(socket: Socket): void {
    this.#strangers.delete(socket);
  }

  #add(socket: Socket): void {
    this.#strangers.add(socket);
    socket.on("close", () => this.#strangers.delete(socket));
    if (this.#strangers.size <= maxStrangers) return;
    const [oldest] = this.#strangers;
    oldest?.destroy();
  }
}
