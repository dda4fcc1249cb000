import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";

import type { Connections } from "#core/server/limits/connections.ts";

import { refuseMalformed } from "./bareAnswer.ts";
import type { Upgrades } from "./upgrades.ts";

/** A server that does not listen yet, with the limits every one of ours has. */
export function newHttpServer(
  app: RequestListener,
  upgrades: Upgrades,
  connections: Connections,
): Server {
  // A missing Host is the guard's to refuse, so that this answer carries the same headers as the others.
  const options = {
    requireHostHeader: false,
    connectionsCheckingInterval: 1000,
    // Notices a client whose machine is gone.
    keepAlive: true,
    // Some clients offer HTTP/2 with every request; that is no reason to refuse it. (Since Node 24.9.)
    shouldUpgradeCallback: ({ headers }: IncomingMessage) =>
      headers.upgrade?.toLowerCase() === "websocket",
  };
  const http = createServer(options, app);
  connections.watch(http);
  http.on("upgrade", (request, connection, head) => upgrades.handle(request, connection, head));
  http.on("clientError", refuseMalformed);
  return http;
}
