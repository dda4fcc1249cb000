import * as z from "zod";

import { ConnectionId, connectionQuery, done } from "./remote.ts";
import type { Api } from "./route.ts";

/** A Python (or Node) with its packages, on the other machine. */
export const RemoteEnvironment = z.object({
  name: z.string(),
  /** Such as `system`, `conda`, `venv`. */
  type: z.string(),
  /** Its folder or program. */
  path: z.string(),
  python_version: z.string().nullable(),
  runicorn_version: z.string().nullable(),
  /** Where a training in it stores its runs. */
  storage_root: z.string().nullable(),
  is_default: z.boolean(),
  /** Why nothing in it is run, where it lies open to other users. */
  refused: z.string().optional(),
});
export type RemoteEnvironment = z.infer<typeof RemoteEnvironment>;

const Environments = z.object({
  ...done,
  environments: z.array(RemoteEnvironment),
  /** Folders there that are known to hold runs, or may, whatever the environment; the likeliest first. */
  storage_roots: z.array(z.string()),
  /** There was more than could be looked at in the time a search may take. */
  truncated: z.boolean(),
});
const environmentQuery = {
  env_name: z.string().min(1).max(4096).optional(),
  conda_env: z.string().min(1).max(4096).optional(),
};

/** What is installed on the other machine, and what lies there. */
export const remoteEnvironmentApi = {
  listEnvironments: {
    method: "get",
    path: "/api/remote/environments",
    auth: "token",
    summary: "Environments of the machine, as they were found the last time",
    query: connectionQuery.extend({ filter: z.enum(["all", "runicorn_only"]).default("all") }),
    response: Environments,
  },
  detectEnvironments: {
    method: "post",
    path: "/api/remote/environments/detect",
    auth: "token",
    summary: "Environments of the machine; with `force_refresh` it is searched anew",
    body: z.object({ connection_id: ConnectionId, force_refresh: z.boolean().default(false) }),
    response: Environments,
  },
  listCondaEnvironments: {
    method: "get",
    path: "/api/remote/conda-envs",
    auth: "token",
    summary: "The same environments as Runicorn 0.6 lists them",
    query: connectionQuery,
    response: z.object({
      ok: z.literal(true),
      envs: z.array(
        z.object({
          name: z.string(),
          type: z.string(),
          python_version: z.string(),
          path: z.string(),
          is_default: z.boolean(),
        }),
      ),
    }),
  },
  listEnvironmentConfigs: {
    method: "get",
    path: "/api/remote/env-configs",
    auth: "token",
    summary: "Versions by environment",
    query: connectionQuery,
    response: z.object({
      ok: z.literal(true),
      configs: z.record(
        z.string(),
        z.object({ pythonVersion: z.string().nullable(), runicornVersion: z.string().nullable() }),
      ),
    }),
  },
  getRemoteConfig: {
    method: "get",
    path: "/api/remote/config",
    auth: "token",
    summary: "Versions and storage root of an environment",
    query: connectionQuery.extend(environmentQuery),
    response: z.object({
      ...done,
      connection_id: z.string(),
      env_name: z.string(),
      python_version: z.string().nullable(),
      runicorn_version: z.string().nullable(),
      storage_root: z.string().nullable(),
      /** Again, in the words of Runicorn 0.6. */
      connectionId: z.string(),
      condaEnv: z.string(),
      pythonVersion: z.string(),
      runicornVersion: z.string().nullable(),
      defaultStorageRoot: z.string(),
      storageRootExists: z.boolean(),
      suggestedRemotePort: z.int(),
      homeDirectory: z.string(),
    }),
  },
  listRemoteFolder: {
    method: "get",
    path: "/api/remote/fs/list",
    auth: "token",
    summary: "What lies in a folder of the machine, folders first",
    query: connectionQuery.extend({ path: z.string().min(1).max(4096).default("~") }),
    response: z.object({
      path: z.string(),
      items: z.array(
        z.object({
          name: z.string(),
          is_dir: z.boolean(),
          /** Bytes. */
          size: z.number(),
          /** Unix seconds. */
          mtime: z.number(),
        }),
      ),
      /** There are more than 10,000, which are left out. */
      truncated: z.boolean(),
    }),
  },
  remoteFileExists: {
    method: "get",
    path: "/api/remote/fs/exists",
    auth: "token",
    summary: "Whether something lies at a path of the machine",
    query: connectionQuery.extend({ path: z.string().min(1).max(4096) }),
    response: z.object({ path: z.string(), exists: z.boolean(), is_dir: z.boolean() }),
  },
} as const satisfies Api;
