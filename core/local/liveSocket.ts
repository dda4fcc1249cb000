import type net from "node:net";

import { WebSocket } from "ws";

import type { OpenSocket, SocketHandlers } from "#core/client/transport.ts";

const largestFrame = 64 * 1024 * 1024;
const handshakeLimitMs = 60_000;

/** A WebSocket over a connection that is there already; its handlers hear of one end. */
export class LiveSocket implements OpenSocket {
  readonly #handlers: SocketHandlers;
  #socket: WebSocket | undefined;
  #isEnded = false;

  constructor(handlers: SocketHandlers) {
    this.#handlers = handlers;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** `path`: with its query. The connection is ours from now on. */
  open(connection: net.Socket, path: string, headers: Readonly<Record<string, string>>): void {
    if (this.#isEnded) {
      connection.destroy();
      return;
    }
    // The editor puts a proxy's agent in the place of our connection, except for requests to a socket: so this says that it
    // is one. Which one, says `createConnection`: a URL would change a path that has a space in it.
    const socket = new WebSocket(`ws+unix:viewer:${path}`, {
      createConnection: () => connection,
      headers,
      maxPayload: largestFrame,
      perMessageDeflate: false,
      handshakeTimeout: handshakeLimitMs,
    });
    this.#socket = socket;
    socket.on("open", () => this.#handlers.onOpen());
    socket.on("error", (error) => this.end(error.message));
    socket.on("close", (code) => this.end(`closed with code ${code}`));
    socket.on("message", (data: Buffer) => {
      try {
        this.#handlers.onFrame(data.toString("utf8"));
      } catch (error) {
        // A frame nobody understands: a fresh connection begins with a state that is whole.
        this.end(`bad frame: ${String(error)}`);
      }
    });
  }

  close(): void {
    this.end("closed by us");
  }

  /** Ends with this reason; later ends are silent. */
  end(reason: string): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#socket?.terminate();
    this.#handlers.onClose(reason);
  }
}
