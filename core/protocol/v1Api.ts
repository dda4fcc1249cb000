import * as z from "zod";

import type { Api, Socket } from "./route.ts";
import { RunParams } from "./runParams.ts";
import { V1MetricsFrame } from "./v1.ts";
import { v1ArchiveApi } from "./v1Archives.ts";
import { v1AssetApi } from "./v1Assets.ts";
import { v1ConfigApi } from "./v1Config.ts";
import { v1EditApi } from "./v1Edits.ts";
import { v1ExperimentApi } from "./v1Experiments.ts";
import { v1PathApi } from "./v1Paths.ts";
import { v1PreferenceApi } from "./v1Preferences.ts";
import { tableQuery, v1RunApi } from "./v1Runs.ts";
import { v1ServerApi } from "./v1Server.ts";
import { v1TelemetryApi } from "./v1Telemetry.ts";

/** What clients of the Python Runicorn call. */
export const v1Api = {
  ...v1ServerApi,
  ...v1RunApi,
  ...v1EditApi,
  ...v1PathApi,
  ...v1ArchiveApi,
  ...v1AssetApi,
  ...v1ExperimentApi,
  ...v1ConfigApi,
  ...v1PreferenceApi,
  ...v1TelemetryApi,
} as const satisfies Api;

export const v1Sockets = {
  runLogs: {
    path: "/api/runs/:id/logs/ws",
    auth: "token",
    summary: "A run's log: its last 10,000 lines, then each new line, one text frame a line",
    params: RunParams,
    frame: z.string(),
  },
  metricsPush: {
    path: "/api/metrics/:id",
    auth: "token",
    summary: "A run's metrics: the table so far, then the rows of each record that is logged",
    params: RunParams,
    query: tableQuery,
    frame: V1MetricsFrame,
  },
} as const satisfies Record<string, Socket>;
