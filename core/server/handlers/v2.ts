import type { v2Api, v2Sockets } from "#core/protocol/v2Api.ts";
import { v2MetricHandlers } from "#core/server/handlers/v2/metrics.ts";
import { v2RecycleBinHandlers } from "#core/server/handlers/v2/recycleBin.ts";
import { v2RunFileHandlers } from "#core/server/handlers/v2/runFiles.ts";
import { v2RunHandlers } from "#core/server/handlers/v2/runs.ts";
import { v2ServerHandlers } from "#core/server/handlers/v2/server.ts";
import type { Handlers } from "#core/server/http/mount.ts";
import type { SocketHandlers } from "#core/server/http/upgrades.ts";

import type { LiveHub } from "../live/liveHub.ts";
import { followBySocket } from "../live/socketChannel.ts";
import { followByStream } from "../live/streamChannel.ts";
import type { Services } from "../services.ts";

export function v2Handlers(services: Services): Handlers<typeof v2Api> {
  const { store, live } = services;
  return {
    ...v2ServerHandlers(services),
    ...v2RunHandlers(store),
    ...v2RecycleBinHandlers(store),
    ...v2RunFileHandlers(store),
    ...v2MetricHandlers(store),
    liveEvents:
      ({ query }) =>
      (reply, lastEventId) =>
        followByStream(live, reply, { ...query, since: lastEventId ?? query.since }),
  };
}

export function v2SocketHandlers(live: LiveHub): SocketHandlers<typeof v2Sockets> {
  return { live: (client, { query }) => followBySocket(live, client, query) };
}
