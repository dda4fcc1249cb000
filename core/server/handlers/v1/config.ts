import { statSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";
import type { V1SshConnection, v1ConfigApi } from "#core/protocol/v1Config.ts";
import type { Handlers } from "#core/server/http/mount.ts";
import type { Services } from "#core/server/services.ts";
import { SshConnection } from "#core/settings/userConfig.ts";

const maxConnections = 200;

export function v1ConfigHandlers({
  store,
  settings: { config },
}: Pick<Services, "store" | "settings">): Handlers<typeof v1ConfigApi> {
  const answer = (root: string | null | undefined) => ({
    user_root_dir: root ?? null,
    storage: store.root,
    config_file: config.path,
  });
  const setRoot = async (place: string | null) => {
    const root = place === null ? null : folderOf(place);
    return (await config.change((before) => ({ ...before, user_root_dir: root }))).user_root_dir;
  };
  const connections = async () => toConnections((await config.read()).ssh_connections);
  return {
    getConfig: async () => answer((await config.read()).user_root_dir),
    putConfig: async ({ body }) => answer(await setRoot(body.user_root_dir)),
    setUserRoot: async ({ body }) => ({
      ok: true,
      user_root_dir: (await setRoot(body.path)) ?? "",
      storage: store.root,
    }),
    listSshConnections: async () => ({ connections: await connections() }),
    async saveSshConnection({ body }) {
      const key = keyOf(body);
      await config.change((before) => {
        const others = (before.ssh_connections ?? []).filter((saved) => !hasKey(saved, key));
        if (others.length >= maxConnections) {
          throw new RunicornError(
            "conflict",
            `${maxConnections} connections are saved already; remove one first.`,
          );
        }
        return { ...before, ssh_connections: [...others, { ...body, key }] };
      });
      return { ok: true, key };
    },
    async getSshConnection({ params }) {
      const found = (await connections()).find(({ key }) => key === params.key);
      if (!found) throw noConnection(params.key);
      return found;
    },
    async removeSshConnection({ params }) {
      await config.change((before) => {
        const saved = before.ssh_connections ?? [];
        const others = saved.filter((connection) => !hasKey(connection, params.key));
        if (others.length === saved.length) throw noConnection(params.key);
        return { ...before, ssh_connections: others };
      });
      return { ok: true };
    },
  };
}

/** The folder a person means. Nothing is made, no variable is put in: what is named is what is stored. */
function folderOf(place: string): string {
  const folder = place.replace(/^~(?=$|[/\\])/, () => os.homedir());
  if (!path.isAbsolute(folder) || folder.includes("\0")) {
    throw new RunicornError("invalid_request", "Give the folder's whole path, from / or ~.");
  }
  if (!mayBeFolder(folder)) {
    throw new RunicornError("invalid_request", "That is no folder, nor can it become one.");
  }
  return path.normalize(folder);
}

/** Also where there is nothing yet; not where the system refuses to look. */
function mayBeFolder(place: string): boolean {
  try {
    return statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? true;
  } catch {
    return false;
  }
}

function toConnections(saved: readonly unknown[] | null | undefined): V1SshConnection[] {
  return (saved ?? []).flatMap((item) => {
    const parsed = SshConnection.safeParse(item);
    if (!parsed.success) return [];
    const { host, port, username, name, auth_method, private_key_path, ...rest } = parsed.data;
    return [
      {
        key: keyOf(parsed.data),
        host,
        port,
        username,
        name: name ?? null,
        auth_method: auth_method ?? null,
        private_key_path: private_key_path ?? null,
        has_password: Boolean(rest["password"]),
        has_private_key: Boolean(rest["private_key"] ?? private_key_path),
      },
    ];
  });
}

function keyOf({ host, port, username }: Pick<SshConnection, "host" | "port" | "username">) {
  return `${host}:${port}@${username}`;
}

function hasKey(saved: unknown, key: string): boolean {
  return toConnections([saved]).some((connection) => connection.key === key);
}

function noConnection(key: string): RunicornError {
  return new RunicornError("not_found", `No connection ${key} is saved.`);
}
