import * as z from "zod";

import { ConnectionId } from "./remote.ts";
import { remoteConnectionApi } from "./remoteConnections.ts";
import { remoteEnvironmentApi } from "./remoteEnvironments.ts";
import { remoteTrustApi } from "./remoteTrust.ts";
import { remoteViewerApi } from "./remoteViewers.ts";
import type { Api, Route, Socket } from "./route.ts";

/** Other machines by SSH: connecting to them, what is on them, the viewers there. */
export const remoteApi = {
  ...remoteTrustApi,
  ...remoteConnectionApi,
  ...remoteEnvironmentApi,
  ...remoteViewerApi,
} as const satisfies Api;

const params = z.object({
  id: ConnectionId,
  /** The address there, without the first `/`. */
  rest: z.union([z.string(), z.array(z.string())]),
});
const path = "/api/remote/connections/:id/viewer/*rest";

function passedOn(method: Route["method"]) {
  return {
    method,
    path,
    auth: "token",
    summary: "The same request at a viewer on the other machine, which answers it",
    params,
    response: z.unknown(),
    passedOn: true,
  } as const satisfies Route;
}

/** A remote viewer's own API, through this server: whatever follows `…/viewer` is an address there. */
export const remoteViewerProxy = {
  getFromViewer: passedOn("get"),
  postToViewer: passedOn("post"),
  putToViewer: passedOn("put"),
  patchAtViewer: passedOn("patch"),
  deleteAtViewer: passedOn("delete"),
} as const satisfies Api;

export const remoteViewerSockets = {
  viewerSocket: {
    path,
    summary: "A WebSocket of a viewer on the other machine, frame by frame",
    auth: "token",
    params,
    frame: z.unknown(),
    passedOn: true,
  },
} as const satisfies Record<string, Socket>;
