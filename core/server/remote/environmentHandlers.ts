import { RunicornError } from "#core/protocol/errors.ts";
import type { RemoteEnvironment, remoteEnvironmentApi } from "#core/protocol/remoteEnvironments.ts";
import type { Environment } from "#core/remote/environments/environment.ts";
import { listFolder, pathExists } from "#core/remote/environments/look.ts";
import type { Handlers } from "#core/server/http/mount.ts";

import type { RemoteServices } from "./remoteServices.ts";

const done = { success: true, ok: true } as const;

/** What Runicorn 0.6 suggests; no port is opened on the other machine here. */
const suggestedPort = 23_300;

export function environmentHandlers({
  remote,
}: RemoteServices): Handlers<typeof remoteEnvironmentApi> {
  const detect = async (id: string, refresh = false) => {
    const hosts = await remote.hosts();
    return hosts.detect(hosts.connection(id), refresh);
  };
  const linkOf = async (id: string) => (await remote.hosts()).connection(id).session.link();
  return {
    async listEnvironments({ query }) {
      const { environments, storageRoots, isCut } = await detect(query.connection_id);
      const all = environments.map(toAnswer);
      const wanted =
        query.filter === "all" ? all : all.filter((one) => one.runicorn_version !== null);
      return {
        ...done,
        environments: wanted,
        storage_roots: [...storageRoots],
        truncated: isCut,
      };
    },
    async detectEnvironments({ body }) {
      const { environments, storageRoots, isCut } = await detect(
        body.connection_id,
        body.force_refresh,
      );
      return {
        ...done,
        environments: environments.map(toAnswer),
        storage_roots: [...storageRoots],
        truncated: isCut,
      };
    },
    async listCondaEnvironments({ query }) {
      const { environments } = await detect(query.connection_id);
      return {
        ok: true,
        envs: environments.map((one) => ({
          name: one.name,
          type: one.type,
          python_version: one.pythonVersion ?? "",
          path: one.path,
          is_default: one.isDefault,
        })),
      };
    },
    async listEnvironmentConfigs({ query }) {
      const { environments } = await detect(query.connection_id);
      const configs = environments.map(({ name, pythonVersion, runicornVersion }) => [
        name,
        { pythonVersion, runicornVersion },
      ]);
      return { ok: true, configs: Object.fromEntries(configs) as never };
    },
    async getRemoteConfig({ query: { connection_id, env_name, conda_env } }) {
      const hosts = await remote.hosts();
      const connection = hosts.connection(connection_id);
      const { environments, machine } = await hosts.detect(connection);
      const name = env_name ?? conda_env;
      const found =
        name === undefined ? defaultOf(environments) : findEnvironment(environments, name);
      const root = found?.storageRoot ?? null;
      const there =
        root !== null && (await pathExists(await connection.session.link(), root)).is_dir;
      return {
        ...done,
        connection_id: connection.id,
        env_name: found?.name ?? "system",
        python_version: found?.pythonVersion ?? null,
        runicorn_version: found?.runicornVersion ?? null,
        storage_root: root,
        connectionId: connection.id,
        condaEnv: found?.name ?? "system",
        pythonVersion: found?.pythonVersion ?? "",
        runicornVersion: found?.runicornVersion ?? null,
        defaultStorageRoot: root ?? "",
        storageRootExists: there,
        suggestedRemotePort: suggestedPort,
        homeDirectory: machine.home,
      };
    },
    async listRemoteFolder({ query }) {
      const link = await linkOf(query.connection_id);
      const { path, items, truncated } = await listFolder(link, query.path);
      return { path, items: [...items], truncated };
    },
    remoteFileExists: async ({ query }) =>
      pathExists(await linkOf(query.connection_id), query.path),
  };
}

/** By its name or its path. Throws `environment_not_found`. */
export function findEnvironment(environments: readonly Environment[], name: string): Environment {
  const found =
    environments.find((one) => one.name === name) ?? environments.find((one) => one.path === name);
  if (found) return found;
  throw new RunicornError(
    "environment_not_found",
    `There is no environment ${JSON.stringify(name.slice(0, 100))} on that machine; detect them again if it is new.`,
  );
}

export function defaultOf(environments: readonly Environment[]): Environment | undefined {
  return environments.find((one) => one.isDefault) ?? environments[0];
}

function toAnswer(environment: Environment): RemoteEnvironment {
  const { name, type, path, pythonVersion, runicornVersion, storageRoot, isDefault, refused } =
    environment;
  return {
    name,
    type,
    path,
    python_version: pythonVersion,
    runicorn_version: runicornVersion,
    storage_root: storageRoot,
    is_default: isDefault,
    ...(refused !== null && { refused }),
  };
}
