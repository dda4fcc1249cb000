import * as z from "zod";

import { HostName, Path, Port, Username } from "./remote.ts";
import type { Api } from "./route.ts";

const ok = z.literal(true);

/** A machine somebody saved, or one of theirs with a store (`kind: "connection"`). Whatever else is in it is kept. */
export const SavedConnection = z.looseObject({
  kind: z.enum(["server", "connection"]).optional(),
  id: z.string().min(1).max(200),
  name: z.string().max(500).nullish(),
  host: HostName.optional(),
  port: Port.optional(),
  username: Username.optional(),
  authMethod: z.string().max(50).nullish(),
  privateKeyPath: Path.nullish(),
  serverId: z.string().max(200).optional(),
});
export type SavedConnection = z.infer<typeof SavedConnection>;

const savedParams = z.object({ id: SavedConnection.shape.id });

/** Host keys one has vouched for, hosts one knows. */
export const remoteTrustApi = {
  listHosts: {
    method: "get",
    path: "/api/remote/hosts",
    auth: "token",
    summary: "Hosts of the ssh configuration, and saved ones",
    response: z.object({
      hosts: z.array(
        z.object({
          /** What `connect` takes as `host`. */
          name: z.string(),
          /** What is not said here is found out when connecting. */
          host: z.string().nullable(),
          port: z.int().nullable(),
          username: z.string().nullable(),
          source: z.enum(["config", "saved"]),
          /** Of a saved one. */
          id: z.string().optional(),
        }),
      ),
      /** Why those of the ssh configuration are missing: a sentence for people. */
      problem: z.string().optional(),
    }),
  },
  listSavedConnections: {
    method: "get",
    path: "/api/remote/connections/saved",
    auth: "token",
    summary: "Saved connections, without their secrets",
    response: z.object({
      ok,
      connections: z.array(
        SavedConnection.extend({
          hasSavedPassword: z.boolean(),
          hasSavedPrivateKey: z.boolean(),
          hasSavedPassphrase: z.boolean(),
        }),
      ),
    }),
  },
  saveConnections: {
    method: "post",
    path: "/api/remote/connections/saved",
    auth: "token",
    summary: "Replace the saved connections; passwords and keys among them are not kept",
    body: z.array(SavedConnection).max(500),
    response: z.object({
      ok,
      message: z.string(),
      /** Ids of those that came with a secret, which was dropped. */
      dropped_secrets: z.array(z.string()),
    }),
  },
  saveConnection: {
    method: "put",
    path: "/api/remote/connections/saved/:id",
    auth: "token",
    summary:
      "Save one connection, and leave the others as they are; passwords and keys are not kept",
    params: savedParams,
    body: SavedConnection.omit({ id: true }),
    response: z.object({ ok }),
  },
  removeSavedConnection: {
    method: "delete",
    path: "/api/remote/connections/saved/:id",
    auth: "token",
    summary: "Forget a saved connection",
    params: savedParams,
    response: z.object({ ok, changed: z.boolean() }),
  },
  listKnownHosts: {
    method: "get",
    path: "/api/remote/known-hosts/list",
    auth: "token",
    summary: "Host keys that were confirmed here",
    response: z.object({
      entries: z.array(
        z.object({
          host: z.string(),
          port: z.int(),
          known_hosts_host: z.string(),
          key_type: z.string(),
          key_base64: z.string(),
          fingerprint_sha256: z.string(),
        }),
      ),
    }),
  },
  acceptHostKey: {
    method: "post",
    path: "/api/remote/known-hosts/accept",
    auth: "token",
    summary: "Confirm the key of a host, as the answer of `connect` named it",
    body: z.object({
      host: HostName,
      port: Port.default(22),
      /** Where it is looked up by another name (`HostKeyAlias`). */
      known_hosts_host: z.string().max(300).optional(),
      key_type: z.string().min(1).max(100),
      public_key: z.string().min(1).max(16_384),
      fingerprint_sha256: z.string().min(1).max(200),
    }),
    response: z.object({ ok }),
  },
  removeHostKey: {
    method: "post",
    path: "/api/remote/known-hosts/remove",
    auth: "token",
    summary: "Forget a key that was confirmed here",
    body: z.object({
      host: HostName,
      port: Port.default(22),
      known_hosts_host: z.string().max(300).optional(),
      /** Without it, keys of all types. */
      key_type: z.string().min(1).max(100).optional(),
    }),
    response: z.object({ ok, changed: z.boolean() }),
  },
} as const satisfies Api;
