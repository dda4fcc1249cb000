import { RunicornError } from "#core/protocol/errors.ts";
import type { remoteTrustApi } from "#core/protocol/remoteTrust.ts";
import { listConfigHosts } from "#core/remote/config/configHosts.ts";
import { knownHostsName } from "#core/remote/knownHosts/hostName.ts";
import { decodeKey, fingerprintOf } from "#core/remote/knownHosts/publicKeyBlob.ts";
import type { Handlers } from "#core/server/http/mount.ts";

import type { RemoteServices } from "./remoteServices.ts";

const ok = true as const;

export function trustHandlers({
  remote,
  saved,
  person,
  env,
}: RemoteServices): Handlers<typeof remoteTrustApi> {
  const ours = async () => (await remote.hosts()).knownHosts;
  return {
    async listHosts() {
      const { names, problem } = await configuredNames(env);
      const configured = names.map((name) => ({
        name,
        host: null,
        port: null,
        username: null,
        source: "config" as const,
      }));
      const kept = (await saved.list()).flatMap(({ id, name, host, port, username }) =>
        host === undefined
          ? []
          : [
              {
                name: name ?? host,
                host,
                port: port ?? 22,
                username: username ?? null,
                source: "saved" as const,
                id,
              },
            ],
      );
      return { hosts: [...configured, ...kept], ...(problem !== undefined && { problem }) };
    },
    listSavedConnections: async () => ({ ok, connections: await saved.list() }),
    async saveConnections({ body }) {
      const dropped = await saved.replace(body);
      const message =
        dropped.length === 0
          ? "Saved"
          : "Saved without passwords and keys: those are asked for when connecting.";
      return { ok, message, dropped_secrets: dropped };
    },
    async saveConnection({ params: { id }, body }) {
      await saved.put({ ...body, id });
      return { ok };
    },
    removeSavedConnection: async ({ params: { id } }) => ({ ok, changed: await saved.remove(id) }),
    async listKnownHosts() {
      const entries = (await (await ours()).list()).map((one) => ({
        host: one.host,
        port: one.port,
        known_hosts_host: one.name,
        key_type: one.keyType,
        key_base64: one.publicKey,
        fingerprint_sha256: one.fingerprint,
      }));
      return { entries };
    },
    async acceptHostKey({ body }) {
      person.demand("vouch for the key of a host");
      const { host, port, known_hosts_host: name, key_type, public_key, fingerprint_sha256 } = body;
      const key = decodeKey(public_key);
      if (!key || key.type !== key_type || fingerprintOf(key.blob) !== fingerprint_sha256) {
        throw new RunicornError(
          "invalid_parameters",
          "fingerprint_sha256 does not match public_key",
        );
      }
      await (await ours()).accept(named(host, port, name), public_key);
      return { ok };
    },
    async removeHostKey({ body: { host, port, known_hosts_host: name, key_type } }) {
      person.demand("forget the key of a host");
      return { ok, changed: await (await ours()).remove(named(host, port, name), key_type) };
    },
  };
}

/** A configuration that cannot be read takes nothing else along. */
async function configuredNames(
  env: NodeJS.ProcessEnv,
): Promise<{ names: readonly string[]; problem?: string }> {
  try {
    return { names: await listConfigHosts(env) };
  } catch (error) {
    return { names: [], problem: error instanceof Error ? error.message : String(error) };
  }
}

/** A machine by the name its key is looked up by. */
function named(host: string, port: number, name: string | undefined) {
  const isUsual = name === undefined || name === knownHostsName({ host, port });
  return isUsual ? { host, port } : { host, port, hostKeyAlias: name };
}
