import * as z from "zod";

import { LiveFrame } from "./live.ts";
import type { Api, Socket } from "./route.ts";
import { v2MetricApi } from "./v2Metrics.ts";
import { v2RecycleBinApi } from "./v2RecycleBin.ts";
import { v2RunFileApi } from "./v2RunFiles.ts";
import { v2RunApi } from "./v2Runs.ts";
import { v2ServerApi } from "./v2Server.ts";

const liveQuery = z.object({
  since: z.string().max(200).optional(),
  /** False for those who want to know how many points came, and not which. */
  points: z.stringbool().default(true),
  /** With `points=false`: ids of runs, joined by commas, of which the points are wanted nevertheless. */
  of: z.string().max(12_000).optional(),
});

/** What the extension and the dashboards call. */
export const v2Api = {
  ...v2ServerApi,
  ...v2RunApi,
  ...v2RecycleBinApi,
  ...v2RunFileApi,
  ...v2MetricApi,
  liveEvents: {
    method: "get",
    path: "/api/v2/live/events",
    auth: "token",
    summary:
      "The frames of the live socket as server-sent events; resumable with `Last-Event-ID` or `since`",
    query: liveQuery,
    response: LiveFrame,
    stream: true,
  },
} as const satisfies Api;

export const v2Sockets = {
  live: {
    path: "/api/v2/live",
    auth: "token",
    summary: "What changes in the store, resumable with the cursor of the last frame",
    query: liveQuery,
    frame: LiveFrame,
  },
} as const satisfies Record<string, Socket>;
