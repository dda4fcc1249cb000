/** How a client reaches a viewer: a private socket in the extension, fetch in a browser, an SSH channel for a remote one. */
export interface Transport {
  request(request: TransportRequest): Promise<TransportResponse>;
  openSocket(path: string, handlers: SocketHandlers): OpenSocket;
}

export interface TransportRequest {
  readonly method: string;
  /** Path and query, starting with `/`. */
  readonly path: string;
  /** JSON text. */
  readonly body?: string;
  readonly accept: string;
  /** Gives it up. */
  readonly signal?: AbortSignal;
  /** Milliseconds without a byte of the answer, where the transport's own limit is too short. */
  readonly limitMs?: number;
}

export interface TransportResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array;
}

export interface SocketHandlers {
  onOpen(): void;
  onFrame(text: string): void;
  /** Called exactly once, also when the socket never opened. */
  onClose(reason: string): void;
}

export interface OpenSocket {
  close(): void;
}
