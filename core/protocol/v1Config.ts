import * as z from "zod";

import type { Api } from "./route.ts";

const ok = z.literal(true);

/** Where runs are stored, and the file that says so. */
const V1Config = z.object({
  user_root_dir: z.string().nullable(),
  /** The store this viewer shows. */
  storage: z.string(),
  config_file: z.string(),
});

const UserRoot = z.object({ path: z.string().min(1).max(4096) });
const RootChanged = z.object({ ok, user_root_dir: z.string(), storage: z.string() });

/** A saved SSH connection. Secrets are never answered, and none that is sent is kept. */
const V1SshConnection = z.object({
  /** `host:port@user`. */
  key: z.string(),
  host: z.string(),
  port: z.int(),
  username: z.string(),
  name: z.string().nullable(),
  auth_method: z.string().nullable(),
  private_key_path: z.string().nullable(),
  has_password: z.boolean(),
  has_private_key: z.boolean(),
});
export type V1SshConnection = z.infer<typeof V1SshConnection>;

const text = z.string().max(500);
const keyParams = z.object({ key: z.string().min(1).max(1000) });

/** Runicorn 0.6's routes for a person's settings. */
export const v1ConfigApi = {
  getConfig: {
    method: "get",
    path: "/api/config",
    auth: "token",
    summary: "Where runs are stored, and the file that says so",
    response: V1Config,
  },
  putConfig: {
    method: "put",
    path: "/api/config",
    auth: "token",
    summary:
      "Set where the runs of all projects are stored from now on; null goes back to the default",
    body: z.object({ user_root_dir: UserRoot.shape.path.nullable() }),
    response: V1Config,
  },
  setUserRoot: {
    method: "post",
    path: "/api/config/user_root_dir",
    auth: "token",
    summary:
      "Set where the runs of all projects are stored from now on; this viewer keeps its store",
    body: UserRoot,
    response: RootChanged,
  },
  listSshConnections: {
    method: "get",
    path: "/api/config/ssh_connections",
    auth: "token",
    summary: "Saved SSH connections, without their secrets",
    response: z.object({ connections: z.array(V1SshConnection) }),
  },
  saveSshConnection: {
    method: "post",
    path: "/api/config/ssh_connections",
    auth: "token",
    summary: "Save an SSH connection; passwords and keys sent along are not kept",
    body: z.object({
      host: z.string().regex(/^[A-Za-z0-9._:%@[\]-]{1,255}$/, "is not a host name"),
      port: z.int().min(1).max(65_535).default(22),
      username: z.string().min(1).max(255),
      name: text.nullish(),
      auth_method: z.enum(["key", "password", "agent", "interactive"]).nullish(),
      private_key_path: z.string().max(4096).nullish(),
    }),
    response: z.object({ ok, key: z.string() }),
  },
  getSshConnection: {
    method: "get",
    path: "/api/config/ssh_connections/:key/details",
    auth: "token",
    summary: "One saved SSH connection, without its secrets",
    params: keyParams,
    response: V1SshConnection,
  },
  removeSshConnection: {
    method: "delete",
    path: "/api/config/ssh_connections/:key",
    auth: "token",
    summary: "Forget a saved SSH connection and whatever secrets were kept with it",
    params: keyParams,
    response: z.object({ ok }),
  },
} as const satisfies Api;
