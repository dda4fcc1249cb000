import * as z from "zod";

/** `degraded`: it answers, but something of it does not. `failed` and `disconnected` stay so until somebody connects again. */
export const ConnectionStatus = z.enum([
  "connecting",
  "connected",
  "degraded",
  "reconnecting",
  "disconnected",
  "failed",
]);
export type ConnectionStatus = z.infer<typeof ConnectionStatus>;

const ViewerStatus = z.enum(["starting", "running", "reconnecting", "stopped", "failed"]);
export type ViewerStatus = z.infer<typeof ViewerStatus>;

/** A viewer on another machine. */
export const RemoteViewerState = z.object({
  /** Eight hexadecimal digits, always the same for a connection and a root. Goes wherever a connection's id does. */
  session_id: z.string(),
  connection_id: z.string(),
  status: ViewerStatus,
  /** Why it is not running, as a sentence for people. */
  reason: z.string().nullable(),
  /** What is being done while it starts. */
  progress: z.string().nullable(),
  /** The store it shows, on that machine. */
  remote_root: z.string(),
  environment: z.string().nullable(),
  version: z.string().nullable(),
  /** Put before an address of its API, `/api/v2/runs` for example, this leads to it through this server. */
  base: z.string(),
  /** Where a browser finds it; null until somebody asked for a local port. */
  url: z.string().nullable(),
  local_port: z.int().nullable(),
  /** Null where it listens on a private socket. */
  remote_port: z.int().nullable(),
  pid: z.int().nullable(),
  /** Unix seconds. */
  started_at: z.number().nullable(),
  uptime_seconds: z.int(),
});
export type RemoteViewerState = z.infer<typeof RemoteViewerState>;

/** What is known of the server and how it is talked to. */
const ServerInfo = z.object({
  /** How it identifies itself; its own words. */
  server_version: z.string(),
  host_key_type: z.string(),
  /** As `ssh-keygen -l` prints it. */
  host_key_fingerprint: z.string(),
  cipher: z.string(),
  key_exchange: z.string(),
});

/** An SSH connection of this server. */
export const RemoteConnection = z.object({
  connection_id: z.string(),
  host: z.string(),
  port: z.int(),
  username: z.string(),
  /** What the person called it: an alias of the ssh configuration, or the host. */
  label: z.string(),
  status: ConnectionStatus,
  connected: z.boolean(),
  /** Why it is not connected, as a sentence for people. */
  reason: z.string().nullable(),
  latency_ms: z.number().nullable(),
  /** The other machine's clock minus this one's, and how far off that may be. Null until it is measured. */
  clock: z.object({ offset_ms: z.number(), error_ms: z.number() }).nullable(),
  server_info: ServerInfo.nullable(),
  /** The environment of its first viewer. */
  environment: z.string().nullable(),
  /** Its first viewer. */
  viewer: RemoteViewerState.nullable(),
  /** One for each root somebody asked for. */
  viewers: z.array(RemoteViewerState),
  /** ISO 8601. */
  created_at: z.string(),
});
export type RemoteConnection = z.infer<typeof RemoteConnection>;

/** A host key to be confirmed, in the `details` of `HOST_KEY_CONFIRMATION_REQUIRED`. */
export const HostKey = z.object({
  host: z.string(),
  port: z.int(),
  /** As it stands in known_hosts. */
  known_hosts_host: z.string(),
  key_type: z.string(),
  fingerprint_sha256: z.string(),
  public_key: z.string(),
  reason: z.enum(["unknown", "changed"]),
  /** 0 for the first machine on the way. */
  hop: z.int(),
  expected_fingerprint_sha256: z.string().optional(),
  expected_public_key: z.string().optional(),
  /** Where the expected key is written. */
  expected_in: z.string().optional(),
});
export type HostKey = z.infer<typeof HostKey>;

/** What has to be answered, in the `details` of `INTERACTION_REQUIRED`. */
export const Interaction = z.object({
  interaction_id: z.string(),
  kind: z.enum(["password", "passphrase", "interactive"]),
  host: z.string(),
  username: z.string(),
  hop: z.int(),
  /** Of the private key a passphrase is for. */
  key_path: z.string().optional(),
  /** The server's own words, without control characters; untrusted. */
  name: z.string(),
  instructions: z.string(),
  prompts: z.array(z.object({ prompt: z.string(), echo: z.boolean() })),
  /** Unix seconds. */
  expires_at: z.number(),
});
export type Interaction = z.infer<typeof Interaction>;

/** The same where a viewer needs Node.js there: start it again with `node`. */
export const NodeQuestion = z.object({
  kind: z.literal("install_node"),
  host: z.string(),
  /** Such as `linux-x64`. */
  platform: z.string(),
  version: z.string(),
  /** What would be fetched, where that is known. */
  bytes: z.number().nullable(),
  /** From where. */
  from: z.string(),
});
export type NodeQuestion = z.infer<typeof NodeQuestion>;

/** A host that can be connected to: a name, an alias of the ssh configuration, an address. */
export const HostName = z
  .string()
  .regex(/^(?!-)[A-Za-z0-9._:%@[\]-]{1,255}$/, "is not the name of a host");
export const Port = z.int().min(1).max(65_535);
export const Username = z
  .string()
  .max(255)
  .regex(/^(?!-)[^\p{Cc}]+$/u, "is not the name of a user");
export const Path = z.string().min(1).max(4096);
export const Secret = z.string().max(65_536);

/** A connection's id, or the `session_id` of one of its viewers. */
export const ConnectionId = z.string().min(1).max(600);
export const connectionQuery = z.object({ connection_id: ConnectionId });

/** True in every answer: the documentation's word for it and Runicorn 0.6's. */
export const done = { success: z.literal(true), ok: z.literal(true) };
