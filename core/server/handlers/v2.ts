import type { v2Api, v2Sockets } from "#core/protocol/v2Api.ts";

import type { LiveHub } from "../live/liveHub.ts";
import { followBySocket } from "../live/socketChannel.ts";
import { followByStream } from "../live/streamChannel.ts";
import type { Handlers } from "../mount.ts";
import type { Services } from "../services.ts";
import type { SocketHandlers } from "../upgrade.ts";
import { v2MetricHandlers } from "./v2Metrics.ts";
import { v2RecycleBinHandlers } from "./v2RecycleBin.ts";
import { v2RunFileHandlers } from "./v2RunFiles.ts";
import { v2RunHandlers } from "./v2Runs.ts";
import { v2ServerHandlers } from "./v2Server.ts";

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
