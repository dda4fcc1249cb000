import { createServer, type RequestListener, type Server } from "node:http";

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
  const http = createServer({ requireHostHeader: false, connectionsCheckingInterval: 1000 }, app);
  connections.watch(http);
  http.on("upgrade", (request, connection, head) => upgrades.handle(request, connection, head));
  http.on("clientError", refuseMalformed);
  return http;
}
