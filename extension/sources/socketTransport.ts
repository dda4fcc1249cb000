import http from "node:http";
import net from "node:net";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

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

export interface StreamRequest extends Omit<TransportRequest, "body"> {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Readable;
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

  async request({ body, ...request }: TransportRequest): Promise<TransportResponse> {
    const { promise, resolve, reject } = Promise.withResolvers<TransportResponse>();
    const fail = (error: Error) => reject(unanswered(error));
    const headers = body !== undefined && {
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(body)),
    };
    const outgoing = await this.#send({ ...request, headers: headers || {} }, fail, (incoming) => {
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
    });
    outgoing.end(body);
    return promise;
  }

  /** For what is too large to be held in memory, either way. The answer is read, or destroyed, by the caller. */
  async stream({ body, ...request }: StreamRequest): Promise<http.IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
    const fail = (error: Error) => reject(unanswered(error));
    const outgoing = await this.#send(request, fail, resolve);
    if (typeof body === "string") outgoing.end(body);
    else pipeline(body, outgoing).catch(fail);
    return promise;
  }

  async #send(
    {
      method,
      path,
      accept,
      headers,
      signal,
      limitMs = requestLimitMs,
    }: Omit<StreamRequest, "body">,
    fail: (error: Error) => void,
    onAnswer: (incoming: http.IncomingMessage) => void,
  ): Promise<http.ClientRequest> {
    const address = await this.#address();
    const outgoing = http.request(
      {
        socketPath: address.listen.socket,
        agent: this.#agent,
        method,
        path,
        timeout: limitMs,
        headers: { ...headersFor(address), accept, ...headers },
        ...(signal && { signal }),
      },
      onAnswer,
    );
    outgoing.on("error", fail);
    outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer in ${limitMs} ms`)));
    return outgoing;
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

function unanswered(error: Error): RunicornError {
  return new RunicornError("service_unavailable", `The viewer did not answer: ${error.message}.`, {
    cause: error,
  });
}

function headersFor(address: SocketAddress): Record<string, string> {
  return { authorization: `Bearer ${address.token}` };
}
