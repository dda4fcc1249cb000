import type { v1Api, v1Sockets } from "#core/protocol/v1Api.ts";
import type { Store } from "#core/store/store.ts";

import { followLog } from "../logSocket.ts";
import { followMetrics } from "../metricSocket.ts";
import type { Handlers } from "../mount.ts";
import type { Services } from "../services.ts";
import type { SocketHandlers } from "../upgrade.ts";
import { V1RunList } from "../v1RunList.ts";
import { v1ArchiveHandlers } from "./v1Archives.ts";
import { v1AssetHandlers } from "./v1Assets.ts";
import { v1ConfigHandlers } from "./v1Config.ts";
import { v1EditHandlers } from "./v1Edits.ts";
import { v1ExperimentHandlers } from "./v1Experiments.ts";
import { v1PathHandlers } from "./v1Paths.ts";
import { v1PreferenceHandlers } from "./v1Preferences.ts";
import { v1RunHandlers } from "./v1Runs.ts";
import { v1ServerHandlers } from "./v1Server.ts";
import { v1TelemetryHandlers } from "./v1Telemetry.ts";

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
