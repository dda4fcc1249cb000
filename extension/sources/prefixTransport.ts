import type { IncomingMessage } from "node:http";

import type {
  OpenSocket,
  SocketHandlers,
  Transport,
  TransportRequest,
  TransportResponse,
} from "#core/client/transport.ts";
import type { SocketTransport, StreamRequest } from "#core/local/socketTransport.ts";

/** Reaches a viewer that another one passes requests on to, below a path of its own. */
export class PrefixTransport implements Transport {
  readonly #inner: SocketTransport;
  readonly #prefix: () => string;

  /** `prefix` is asked for each time, and throws a `RunicornError` while there is nobody to pass anything on to. */
  constructor(inner: SocketTransport, prefix: () => string) {
    this.#inner = inner;
    this.#prefix = prefix;
  }

  async request(request: TransportRequest): Promise<TransportResponse> {
    return this.#inner.request({ ...request, path: this.#prefix() + request.path });
  }

  async stream(request: StreamRequest): Promise<IncomingMessage> {
    return this.#inner.stream({ ...request, path: this.#prefix() + request.path });
  }

  openSocket(path: string, handlers: SocketHandlers): OpenSocket {
    return this.#inner.openSocket(this.#prefix() + path, handlers);
  }
}
