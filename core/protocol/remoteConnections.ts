import * as z from "zod";

import {
  ConnectionId,
  HostName,
  Path,
  Port,
  RemoteConnection,
  Secret,
  Username,
  connectionQuery,
  done,
} from "./remote.ts";
import type { Api } from "./route.ts";

/** How one logs in: in the words of the documentation (with `auth_method`), or in those of Runicorn 0.6. */
export const login = {
  host: HostName.optional(),
  port: Port.optional(),
  username: Username.nullish(),
  auth_method: z.enum(["key", "password", "agent", "interactive"]).nullish(),
  private_key_path: Path.nullish(),
  private_key_content: Secret.nullish(),
  key_passphrase: Secret.nullish(),
  password: Secret.nullish(),
  /** Seconds for the whole way, without the time questions are open. */
  timeout: z.number().min(1).max(600).nullish(),
  /** Runicorn 0.6's `private_key_content`. */
  private_key: Secret.nullish(),
  /** Runicorn 0.6's `key_passphrase`. */
  passphrase: Secret.nullish(),
  use_agent: z.boolean().nullish(),
  /** Path of the agent's socket, or name of its pipe, in the place of the one this server was started with. */
  agent_socket: Path.nullish(),
  /** Takes host, port, user and key path from a saved connection. */
  saved_server_id: z.string().max(200).nullish(),
};

/** Answers to the questions of `INTERACTION_REQUIRED`; null gives up. */
const answers = {
  interaction_id: z.string().max(100).optional(),
  answers: z.array(Secret).max(20).nullish(),
};

export const ConnectBody = z
  .object({ ...login, ...answers })
  .refine(
    (body) =>
      body.host !== undefined ||
      body.interaction_id !== undefined ||
      typeof body.saved_server_id === "string",
    { path: ["host"], message: "is missing" },
  );
export type ConnectBody = z.infer<typeof ConnectBody>;
export type Login = Omit<ConnectBody, "interaction_id" | "answers">;

const Connected = RemoteConnection.extend(done);

const Check = z.object({
  /** `none`: nobody asked for it. */
  status: z.enum(["ok", "failed", "none"]),
  latency_ms: z.number().nullable(),
  message: z.string().nullable(),
});

const HealthChecks = z.object({ connection: Check, viewer: Check, tunnel: Check });
export type HealthChecks = z.infer<typeof HealthChecks>;

/** SSH connections, in the words of the documented API and of Runicorn 0.6 at once: answers hold both. */
export const remoteConnectionApi = {
  connect: {
    method: "post",
    path: "/api/remote/connect",
    auth: "token",
    summary:
      "Connect to a machine by SSH, or answer what that asked (`interaction_id`); connecting twice is one connection",
    body: ConnectBody,
    response: Connected,
  },
  reconnect: {
    method: "post",
    path: "/api/remote/reconnect",
    auth: "token",
    summary: "Connect again where a connection has failed or waits for its next try",
    body: z.object({ connection_id: ConnectionId }),
    response: Connected,
  },
  listConnections: {
    method: "get",
    path: "/api/remote/connections",
    auth: "token",
    summary: "All SSH connections with their viewers",
    response: z.object({ connections: z.array(RemoteConnection) }),
  },
  removeConnection: {
    method: "delete",
    path: "/api/remote/connections/:id",
    auth: "token",
    summary:
      "Disconnect. The viewer there ends with its connection, whatever `cleanup_viewer` says",
    params: z.object({ id: ConnectionId }),
    query: z.object({
      cleanup_viewer: z.stringbool().optional(),
      force: z.stringbool().optional(),
    }),
    response: z.object({ ...done, connection_id: z.string(), message: z.string() }),
  },
  disconnect: {
    method: "post",
    path: "/api/remote/disconnect",
    auth: "token",
    summary: "Disconnect from a machine named as it was when connecting",
    body: z.object({ host: HostName, port: Port.default(22), username: Username }),
    response: z.object({ ok: z.boolean(), message: z.string() }),
  },
  listSessions: {
    method: "get",
    path: "/api/remote/sessions",
    auth: "token",
    summary: "All SSH connections, as Runicorn 0.6 lists them",
    response: z.object({
      sessions: z.array(
        z.object({
          key: z.string(),
          host: z.string(),
          port: z.int(),
          username: z.string(),
          connected: z.boolean(),
        }),
      ),
    }),
  },
  ping: {
    method: "get",
    path: "/api/remote/ping",
    auth: "token",
    summary: "Milliseconds of a round trip to the machine",
    query: connectionQuery,
    response: z.object({ ...done, latency_ms: z.number() }),
  },
  remoteHealth: {
    method: "get",
    path: "/api/remote/health",
    auth: "token",
    summary: "Looks now whether connection, viewer and local port answer",
    query: connectionQuery,
    response: z.object({
      ...done,
      connection_id: z.string(),
      health: z.enum(["healthy", "degraded", "unhealthy"]),
      checks: HealthChecks,
    }),
  },
  remoteStatus: {
    method: "get",
    path: "/api/remote/status",
    auth: "token",
    summary: "All connections and viewers, as Runicorn 0.6 counts them",
    response: z.object({
      connections: z.array(RemoteConnection),
      viewer_sessions: RemoteConnection.shape.viewers,
      connection_count: z.int(),
      viewer_session_count: z.int(),
    }),
  },
} as const satisfies Api;
