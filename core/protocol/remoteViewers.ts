import * as z from "zod";

import { ConnectionId, Path, Port, RemoteViewerState, connectionQuery, done } from "./remote.ts";
import { login } from "./remoteConnections.ts";
import type { Api } from "./route.ts";

/** A viewer as Runicorn 0.6 shows it. */
const V1ViewerSession = z.object({
  sessionId: z.string(),
  host: z.string(),
  sshPort: z.int(),
  username: z.string(),
  localPort: z.int().nullable(),
  remotePort: z.int().nullable(),
  remoteRoot: z.string(),
  remotePid: z.int().nullable(),
  status: z.string(),
  /** Unix milliseconds. */
  startedAt: z.number().nullable(),
  uptimeSeconds: z.int(),
  isActive: z.boolean(),
  url: z.string().nullable(),
});
export type V1ViewerSession = z.infer<typeof V1ViewerSession>;

const Started = z.object({
  ...done,
  viewer: RemoteViewerState,
  session: V1ViewerSession,
  message: z.string(),
});

/** Node.js on the other machine, where the usual places have none. */
const NodeChoice = z.union([
  z.object({ path: Path }),
  /** Fetch it from the package registry of this machine. */
  z.object({ install: z.literal(true) }),
  /** A package on this machine, for machines without a network. */
  z.object({ file: Path }),
]);
export type NodeChoice = z.infer<typeof NodeChoice>;

/** Of a connection that is there, or of one to be made as by `connect`. */
export const StartViewerBody = z
  .object({
    ...login,
    connection_id: ConnectionId.optional(),
    env_name: z.string().max(4096).nullish(),
    conda_env: z.string().max(4096).nullish(),
    /** Of the environment where it is missing. */
    remote_root: Path.nullish(),
    /** Of this machine; where it is taken, another one is used. */
    local_port: Port.nullish(),
    /** Without a meaning: no port is opened there. */
    remote_port: Port.nullish(),
    /** Without a meaning: a script opens its own browser. */
    auto_open: z.boolean().nullish(),
    /** Whether a local port for a browser is wanted. Without one, a viewer that runs is answered as it is. */
    tunnel: z.boolean().default(true),
    node: NodeChoice.nullish(),
  })
  .refine(
    (body) =>
      body.connection_id !== undefined ||
      body.host !== undefined ||
      typeof body.saved_server_id === "string",
    { path: ["connection_id"], message: "is missing" },
  );
export type StartViewerBody = z.infer<typeof StartViewerBody>;

/** Viewers on other machines. */
export const remoteViewerApi = {
  startViewer: {
    method: "post",
    path: "/api/remote/viewer/start",
    auth: "token",
    summary:
      "Start a viewer on the other machine and, unless `tunnel` is false, a local port for it",
    body: StartViewerBody,
    response: Started,
  },
  openViewer: {
    method: "post",
    path: "/api/remote/viewer/open",
    auth: "token",
    summary:
      "A link that opens a viewer of another machine in a browser, once, within 30 seconds; opens a local port where there is none",
    body: z.object({
      connection_id: ConnectionId,
      path: z
        .string()
        .max(2000)
        .regex(/^\/(?![/\\])[^\s\\]*$/, "must be a path on that viewer")
        .default("/"),
      /** Wanted where there is no port yet. */
      local_port: Port.nullish(),
    }),
    response: z.object({
      url: z.string(),
      /** Unix seconds. */
      expires_at: z.number(),
    }),
  },
  stopViewer: {
    method: "post",
    path: "/api/remote/viewer/stop",
    auth: "token",
    summary: "End a viewer on the other machine and its local port",
    body: z
      .object({
        connection_id: ConnectionId.optional(),
        session_id: ConnectionId.optional(),
        /** Without a meaning: nothing is ever left behind. */
        cleanup: z.boolean().nullish(),
      })
      .refine((body) => body.connection_id !== undefined || body.session_id !== undefined, {
        path: ["connection_id"],
        message: "is missing",
      }),
    response: z.object({ ...done, message: z.string() }),
  },
  viewerStatus: {
    method: "get",
    path: "/api/remote/viewer/status",
    auth: "token",
    summary: "A viewer on the other machine",
    query: connectionQuery,
    response: z.object({ ...done, viewer: RemoteViewerState }),
  },
  viewerSession: {
    method: "get",
    path: "/api/remote/viewer/status/:id",
    auth: "token",
    summary: "A viewer on the other machine, as Runicorn 0.6 shows it",
    params: z.object({ id: ConnectionId }),
    response: V1ViewerSession,
  },
  viewerLogs: {
    method: "get",
    path: "/api/remote/viewer/logs",
    auth: "token",
    summary: "The last lines of a viewer's log; `level` leaves out what is less grave",
    query: connectionQuery.extend({
      lines: z.coerce.number().int().min(1).max(10_000).default(100),
      level: z.enum(["error", "warn", "info", "debug"]).optional(),
    }),
    response: z.object({ ...done, logs: z.array(z.string()) }),
  },
  viewerSessions: {
    method: "get",
    path: "/api/remote/viewer/sessions",
    auth: "token",
    summary: "All viewers on other machines",
    response: z.object({ sessions: z.array(V1ViewerSession), viewers: z.array(RemoteViewerState) }),
  },
} as const satisfies Api;
