import http from "node:http";
import type { Socket } from "node:net";
import type { Duplex, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { Slots } from "#core/async/slots.ts";
import type {
  OpenSocket,
  SocketHandlers,
  Transport,
  TransportRequest,
  TransportResponse,
} from "#core/client/transport.ts";
import { RunicornError } from "#core/protocol/errors.ts";

import { LiveSocket } from "./liveSocket.ts";
import { provenConnection, type SocketAddress } from "./provenConnection.ts";

export interface StreamRequest extends Omit<TransportRequest, "body"> {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Readable;
}

export interface SocketTransportOptions {
  /** Requests at the same time, and so connections. */
  readonly most?: number;
  /** Bytes of an answer that is held in memory. */
  readonly largestAnswer?: number;
  /** Called when nobody is at an address any more, or nobody who can prove who they are. */
  readonly onUnreachable?: (address: SocketAddress) => void;
}

const usualMost = 8;
/** Milliseconds without a byte of an answer, where a request names none. */
const usualLimitMs = 60_000;
/** More than any page or file that is shown; what is larger is streamed. */
const usualLargest = 256 * 1024 * 1024;

/**
 * Talks to a server through its private socket; to each connection the token is told only once the other end has proved to know
 * it. The address is asked for each time: a restarted server has a new one.
 */
export class SocketTransport implements Transport {
  readonly #address: () => Promise<SocketAddress>;
  readonly #largest: number;
  readonly #onUnreachable: (address: SocketAddress) => void;
  readonly #slots: Slots;
  #agent: ProvenAgent | undefined;
  #isDisposed = false;

  constructor(address: () => Promise<SocketAddress>, options: SocketTransportOptions = {}) {
    this.#address = address;
    this.#onUnreachable = options.onUnreachable ?? (() => {});
    this.#largest = options.largestAnswer ?? usualLargest;
    this.#slots = new Slots(options.most ?? usualMost);
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
      let size = 0;
      incoming.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size <= this.#largest) chunks.push(chunk);
        else incoming.destroy(new Error(`its answer is larger than ${this.#largest} bytes`));
      });
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

  openSocket(path: string, handlers: SocketHandlers): OpenSocket {
    const socket = new LiveSocket(handlers);
    void this.#openSocket(socket, path).catch((error: unknown) =>
      socket.end(error instanceof Error ? error.message : String(error)),
    );
    return socket;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#agent?.destroy();
  }

  async #openSocket(socket: LiveSocket, path: string): Promise<void> {
    const address = await this.#address();
    if (socket.isEnded) return;
    const connection = await this.#connect(address);
    if (this.#isDisposed) connection.destroy();
    else socket.open(connection, path, headersFor(address));
  }

  async #send(
    { method, path, accept, headers, signal, limitMs = usualLimitMs }: Omit<StreamRequest, "body">,
    fail: (error: Error) => void,
    onAnswer: (incoming: http.IncomingMessage) => void,
  ): Promise<http.ClientRequest> {
    const address = await this.#address();
    const options: http.RequestOptions = {
      // The editor leaves requests to a socket alone; from others it takes our agent away.
      socketPath: address.listen.socket,
      agent: this.#agentFor(address),
      method,
      path,
      timeout: limitMs,
      headers: { ...headersFor(address), accept, ...headers },
      ...(signal && { signal }),
    };
    const release = await this.#slots.enter();
    let outgoing: http.ClientRequest;
    try {
      outgoing = http.request(options, onAnswer);
    } catch (error) {
      release();
      throw error;
    }
    outgoing.on("close", release);
    outgoing.on("error", fail);
    outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer in ${limitMs} ms`)));
    return outgoing;
  }

  /** Connections to a server that was there before are not used for another one. */
  #agentFor(address: SocketAddress): ProvenAgent {
    if (this.#agent?.isFor(address) === true) return this.#agent;
    this.#agent?.destroy();
    this.#agent = new ProvenAgent(address, () => this.#connect(address));
    return this.#agent;
  }

  async #connect(address: SocketAddress): Promise<Socket> {
    try {
      return await provenConnection(address);
    } catch (error) {
      this.#onUnreachable(address);
      throw error;
    }
  }
}

/** Keeps some connections to one server, each of which it has made sure of. */
class ProvenAgent extends http.Agent {
  readonly #address: SocketAddress;
  readonly #connect: () => Promise<Socket>;

  constructor(address: SocketAddress, connect: () => Promise<Socket>) {
    // How many there may be, the agent cannot know of those that are still being made sure of.
    super({ keepAlive: true, maxFreeSockets: usualMost });
    this.#address = address;
    this.#connect = connect;
  }

  isFor({ listen, token }: SocketAddress): boolean {
    return this.#address.listen.socket === listen.socket && this.#address.token === token;
  }

  override createConnection(
    _: http.ClientRequestArgs,
    done?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const told = done as ((error: Error | null, stream?: Duplex) => void) | undefined;
    this.#connect().then(
      (connection) => told?.(null, connection),
      (error: Error) => told?.(error),
    );
    return undefined;
  }
}

function unanswered(error: Error): RunicornError {
  if (RunicornError.is(error)) return error;
  return new RunicornError("service_unavailable", `The viewer did not answer: ${error.message}.`, {
    cause: error,
  });
}

function headersFor(address: SocketAddress): Record<string, string> {
  return { authorization: `Bearer ${address.token}` };
}
