import type { v1Api, v1Sockets } from "#core/protocol/v1Api.ts";
import { v1ArchiveHandlers } from "#core/server/handlers/v1/archives.ts";
import { v1ConfigHandlers } from "#core/server/handlers/v1/config.ts";
import { v1EditHandlers } from "#core/server/handlers/v1/edits.ts";
import { v1ExperimentHandlers } from "#core/server/handlers/v1/experiments.ts";
import { v1PathHandlers } from "#core/server/handlers/v1/paths.ts";
import { v1PreferenceHandlers } from "#core/server/handlers/v1/preferences.ts";
import { v1AssetHandlers } from "#core/server/handlers/v1/runAssets.ts";
import { V1RunList } from "#core/server/handlers/v1/runList.ts";
import { v1RunHandlers } from "#core/server/handlers/v1/runs.ts";
import { v1ServerHandlers } from "#core/server/handlers/v1/server.ts";
import { v1TelemetryHandlers } from "#core/server/handlers/v1/telemetry.ts";
import type { Handlers } from "#core/server/http/mount.ts";
import type { SocketHandlers } from "#core/server/http/upgrades.ts";
import { followLog } from "#core/server/live/logSocket.ts";
import { followMetrics } from "#core/server/live/metricSocket.ts";
import type { Store } from "#core/store/store.ts";

import type { Services } from "../services.ts";

/** The answers of the Python Runicorn 0.6.0, from our store. */
export function v1Handlers(services: Services): Handlers<typeof v1Api> {
  const { store, archives } = services;
  const runs = new V1RunList(store);
  return {
    ...v1ServerHandlers(services),
    ...v1RunHandlers(store, runs),
    ...v1EditHandlers(store),
    ...v1PathHandlers(store, runs),
    ...v1ArchiveHandlers(store, runs, archives),
    ...v1AssetHandlers(store, runs),
    ...v1ExperimentHandlers(store, runs),
    ...v1ConfigHandlers(services),
    ...v1PreferenceHandlers(services),
    ...v1TelemetryHandlers(services),
  };
}

export function v1SocketHandlers(store: Store): SocketHandlers<typeof v1Sockets> {
  return {
    runLogs: (client, { params }) => followLog(store, params.id, client),
    metricsPush: (client, { params, query }) =>
      followMetrics(store, params.id, query.downsample, client),
  };
}
