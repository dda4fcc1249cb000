import http from "node:http";
import net from "node:net";

import { WebSocket } from "ws";

import type {
  OpenSocket,
  SocketHandlers,
  Transport,
  TransportRequest,
  TransportResponse,
} from "#core/client/transport.ts";
import { RunicornError } from "#core/protocol/errors.ts";

export interface SocketAddress {
  /** Path of a Unix socket, or name of a Windows pipe. */
  readonly listen: { readonly socket: string };
  readonly token: string;
}

const requestLimitMs = 60_000;
const largestFrame = 64 * 1024 * 1024;

/** Talks to a viewer through its private socket. The address is asked for each time: a restarted viewer has a new one. */
export class SocketTransport implements Transport {
  readonly #address: () => Promise<SocketAddress>;
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 8 });

  constructor(address: () => Promise<SocketAddress>) {
    this.#address = address;
  }

  async request(request: TransportRequest): Promise<TransportResponse> {
    const address = await this.#address();
    const { promise, resolve, reject } = Promise.withResolvers<TransportResponse>();
    const fail = (error: Error) => {
      reject(
        new RunicornError("service_unavailable", `The viewer did not answer: ${error.message}.`, {
          cause: error,
        }),
      );
    };
    const outgoing = http.request(
      {
        socketPath: address.listen.socket,
        agent: this.#agent,
        method: request.method,
        path: request.path,
        timeout: requestLimitMs,
        headers: {
          ...headersFor(address),
          accept: request.accept,
          ...(request.body !== undefined && {
            "content-type": "application/json",
            "content-length": Buffer.byteLength(request.body),
          }),
        },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", fail);
        incoming.on("end", () =>
          resolve({
            status: incoming.statusCode ?? 0,
            contentType: incoming.headers["content-type"] ?? "",
            // Plain bytes: a Buffer's `slice` does not copy, and small ones share their memory with others.
            body: new Uint8Array(Buffer.concat(chunks)),
          }),
        );
      },
    );
    outgoing.on("error", fail);
    outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer in ${requestLimitMs} ms`)));
    outgoing.end(request.body);
    return promise;
  }

  openSocket(path: string, handlers: SocketHandlers): OpenSocket {
    const connection = new Connection(handlers);
    this.#address().then(
      (address) => connection.open(address, path),
      (error: unknown) => connection.end(error instanceof Error ? error.message : String(error)),
    );
    return connection;
  }

  dispose(): void {
    this.#agent.destroy();
  }
}

class Connection implements OpenSocket {
  readonly #handlers: SocketHandlers;
  #socket: WebSocket | undefined;
  #ended = false;

  constructor(handlers: SocketHandlers) {
    this.#handlers = handlers;
  }

  open(address: SocketAddress, path: string): void {
    if (this.#ended) return;
    // The editor puts a proxy's agent in the place of our connection, except for requests to a socket: so this says that it
    // is one. Which one, says `createConnection`: a URL would change a path that has a space in it.
    const socket = new WebSocket(`ws+unix:viewer:${path}`, {
      createConnection: () => net.connect(address.listen.socket),
      headers: headersFor(address),
      maxPayload: largestFrame,
      perMessageDeflate: false,
      handshakeTimeout: requestLimitMs,
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

  /** Ends with this reason; later ends are silent, so the handler hears of one. */
  end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#socket?.terminate();
    this.#handlers.onClose(reason);
  }
}

function headersFor(address: SocketAddress): Record<string, string> {
  return { authorization: `Bearer ${address.token}` };
}
