import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Connections at once. Two windows with a hundred live readers are far below. */
const maxConnections = 512;
/** Of those that have not shown a token: above it the oldest of them makes room. */
const maxStrangers = 128;
/** Milliseconds for the head of a request. Its body may take longer: it may be an archive. */
const headMs = 5000;

/** Keeps those who only hold connections open from keeping others out. */
export class Connections {
  readonly #stalledMs: number;
  /** Oldest first. */
  readonly #strangers = new Set<Socket>();
  /** The newest request of each connection, with its answer. */
  readonly #exchanges = new WeakMap<Socket, readonly [IncomingMessage, ServerResponse]>();

  /** `stalledMs`: milliseconds without a byte in which a client must send on its body, or take something of its answer. */
  constructor(stalledMs = 30_000) {
    this.#stalledMs = stalledMs;
  }

  /** Sets the limits of a server that does not listen yet. */
  watch(http: Server): void {
    http.headersTimeout = headMs;
    http.requestTimeout = 0;
    http.maxConnections = maxConnections;
    http.timeout = this.#stalledMs;
    http.on("connection", (socket: Socket) => this.#add(socket));
    http.on("request", (request: IncomingMessage, reply: ServerResponse) =>
      this.#exchanges.set(request.socket, [request, reply]),
    );
    // Because somebody listens, Node ends no connection by itself: neither a stalled one nor one that waits for no request.
    http.on("timeout", (socket: Socket) => {
      const exchange = this.#exchanges.get(socket);
      // The head of its first request has a limit of its own.
      if (!exchange) return;
      const [request, reply] = exchange;
      // An answer that is still being made leaves the client nothing to do.
      const isInTheMaking = request.complete && !reply.writableEnded && socket.writableLength === 0;
      if (!isInTheMaking) socket.destroy();
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
