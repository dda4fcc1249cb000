import { LiveFeed } from "#core/client/liveFeed.ts";
import { createRemoteClient, type RemoteClient } from "#core/client/remoteClient.ts";
import { SocketTransport } from "#core/local/socketTransport.ts";
import type { RemoteConnection } from "#core/protocol/remote.ts";
import type { SharedServer } from "#core/protocol/sharedServer.ts";

/** The shared server, as a command of the shell uses it, until it is disposed. */
export class SharedClient {
  readonly api: RemoteClient;
  readonly #transport: SocketTransport;
  #feed: LiveFeed | undefined;

  constructor({ socket, token }: SharedServer) {
    this.#transport = new SocketTransport(() => Promise.resolve({ listen: { socket }, token }));
    this.api = createRemoteClient(this.#transport);
  }

  /** Tells whenever something about a connection changes, and keeps the server running meanwhile. */
  follow(onConnection: (connection: RemoteConnection) => void): void {
    this.#feed ??= new LiveFeed(this.#transport);
    this.#feed.listen({ onConnection });
  }

  dispose(): void {
    this.#feed?.dispose();
    this.#transport.dispose();
  }
}
