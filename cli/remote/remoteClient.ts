import { LiveFeed } from "#core/client/liveFeed.ts";
import { createMethods, type Methods } from "#core/client/methods.ts";
import type { RemoteConnection } from "#core/protocol/remote.ts";
import { remoteApi } from "#core/protocol/remoteApi.ts";
import type { SharedServer } from "#core/protocol/sharedServer.ts";

import { socketTransport } from "../shared/socketTransport.ts";

/** The shared server, as a command of the shell uses it. */
export type RemoteClient = Methods<typeof remoteApi>;

export function remoteClient(server: SharedServer): RemoteClient {
  return createMethods(socketTransport(server), remoteApi);
}

/** Tells whenever something about a connection changes, and keeps the server running meanwhile. */
export function followConnections(
  server: SharedServer,
  onConnection: (connection: RemoteConnection) => void,
): LiveFeed {
  const feed = new LiveFeed(socketTransport(server));
  feed.listen({ onConnection });
  return feed;
}
