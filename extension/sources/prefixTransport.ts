import type { IncomingMessage } from "node:http";

import { Slots } from "#core/async/slots.ts";
import type {
  OpenSocket,
  SocketHandlers,
  Transport,
  TransportRequest,
  TransportResponse,
} from "#core/client/transport.ts";
import type { SocketTransport, StreamRequest } from "#core/local/socketTransport.ts";

/** Requests to it at the same time: one that does not answer leaves room for the others that share the way. */
const most = 8;

/** Reaches a viewer that another one passes requests on to, below a path of its own. */
export class PrefixTransport implements Transport {
  readonly #inner: SocketTransport;
  readonly #prefix: () => string;
  readonly #slots = new Slots(most);

  /** `prefix` is asked for each time, and throws a `RunicornError` while there is nobody to pass anything on to. */
  constructor(inner: SocketTransport, prefix: () => string) {
    this.#inner = inner;
    this.#prefix = prefix;
  }

  async request(request: TransportRequest): Promise<TransportResponse> {
    const leave = await this.#enter(request.signal);
    try {
      return await this.#inner.request({ ...request, path: this.#prefix() + request.path });
    } finally {
      leave();
    }
  }

  async stream(request: StreamRequest): Promise<IncomingMessage> {
    const leave = await this.#enter(request.signal);
    try {
      const answer = await this.#inner.stream({ ...request, path: this.#prefix() + request.path });
      answer.once("close", leave);
      return answer;
    } catch (error) {
      leave();
      throw error;
    }
  }

  openSocket(path: string, handlers: SocketHandlers): OpenSocket {
    return this.#inner.openSocket(this.#prefix() + path, handlers);
  }

  #enter(signal: AbortSignal | undefined): Promise<() => void> {
    // Where there is nobody, that is said at once, and not in turn.
    this.#prefix();
    return this.#slots.enter(signal);
  }
}
