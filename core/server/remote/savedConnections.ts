import type { z } from "zod";

import { RunicornError } from "#core/protocol/errors.ts";
import type { Login } from "#core/protocol/remoteConnections.ts";
import { SavedConnection } from "#core/protocol/remoteTrust.ts";
import type { SavedConnectionsFile } from "#core/settings/savedConnectionsFile.ts";
import type { SettingsFile } from "#core/settings/settingsFile.ts";

/** Fields of a saved connection that nobody is told and that are not taken from anybody either. */
const secrets = ["password", "passphrase", "privateKey", "private_key", "key_passphrase"] as const;

/** A saved connection as it may be told. */
type MaskedConnection = SavedConnection & {
  readonly hasSavedPassword: boolean;
  readonly hasSavedPrivateKey: boolean;
  readonly hasSavedPassphrase: boolean;
};

/** Machines somebody saved. What the Python Runicorn kept with them stays in the file and is never told. */
export class SavedConnections {
  readonly #file: SettingsFile<typeof SavedConnectionsFile>;

  constructor(file: SettingsFile<typeof SavedConnectionsFile>) {
    this.#file = file;
  }

  async list(): Promise<MaskedConnection[]> {
    return parsed(itemsOf(await this.#file.read())).map((connection) => masked(connection));
  }

  /** Replaces all of them. Returns the ids of those that came with a secret: it was dropped. */
  async replace(connections: readonly SavedConnection[]): Promise<string[]> {
    const dropped = connections.filter((one) => secrets.some((name) => Boolean(one[name])));
    await this.#change(() => connections);
    return dropped.map(({ id }) => id);
  }

  /** Saves one, in the place of the one of the same id. */
  async put(connection: SavedConnection): Promise<void> {
    await this.#change((all) => [...all.filter(({ id }) => id !== connection.id), connection]);
  }

  /** False where none was saved under this id. */
  async remove(id: string): Promise<boolean> {
    let isThere = false;
    await this.#change((all) => {
      isThere = all.some((one) => one.id === id);
      return all.filter((one) => one.id !== id);
    });
    return isThere;
  }

  /** `edit` gets what can be read of the file; secrets that are in it stay there. */
  async #change(
    edit: (all: readonly SavedConnection[]) => readonly SavedConnection[],
  ): Promise<void> {
    await this.#file.change((before) => {
      const items = itemsOf(before);
      const known = new Map(parsed(items).map((one) => [one.id, one]));
      const after = [
        // Nobody was shown them, so nobody could send them back.
        ...items.filter((item) => parsed([item]).length === 0),
        ...edit([...known.values()]).map((one) => ({
          ...withoutSecrets(one),
          ...onlySecrets(known.get(one.id)),
        })),
      ];
      const isObject = !Array.isArray(before) && before.connections !== undefined;
      return isObject ? { ...before, connections: after } : after;
    });
  }

  /** The machine saved under an id. Throws `connection_not_found`; `invalid_parameters` where the request names another one. */
  async serverOf(id: string, { host, port, username }: Login): Promise<SavedConnection> {
    const connections = parsed(itemsOf(await this.#file.read()));
    const named = connections.find((one) => one.id === id);
    const found =
      named?.host === undefined ? connections.find((one) => one.id === named?.serverId) : named;
    if (!found?.host) {
      throw new RunicornError("connection_not_found", "No connection is saved under this id.");
    }
    const differs =
      (host !== undefined && host !== found.host) ||
      (port !== undefined && port !== 22 && port !== (found.port ?? 22)) ||
      (username ?? found.username) !== found.username;
    if (!differs) return found;
    throw new RunicornError(
      "invalid_parameters",
      "The saved connection is to another machine than the one named.",
    );
  }
}

function itemsOf(file: z.infer<typeof SavedConnectionsFile>): readonly unknown[] {
  return Array.isArray(file) ? file : (file.connections ?? []);
}

function parsed(items: readonly unknown[]): SavedConnection[] {
  return items.flatMap((item) => SavedConnection.safeParse(item).data ?? []);
}

function masked(connection: SavedConnection): MaskedConnection {
  const has = (...names: string[]) => names.some((name) => Boolean(connection[name]));
  return {
    ...withoutSecrets(connection),
    hasSavedPassword: has("password"),
    hasSavedPrivateKey: has("privateKey", "private_key"),
    hasSavedPassphrase: has("passphrase", "key_passphrase"),
  };
}

function withoutSecrets(connection: SavedConnection): SavedConnection {
  const hidden = new Set<string>([...secrets, ...flags]);
  const kept = Object.entries(connection).filter(([name]) => !hidden.has(name));
  return Object.fromEntries(kept) as SavedConnection;
}

/** What we answer, and clients send back. */
const flags = ["hasSavedPassword", "hasSavedPrivateKey", "hasSavedPassphrase"] as const;

function onlySecrets(connection: SavedConnection | undefined): Record<string, unknown> {
  const kept = secrets.filter((name) => connection?.[name] !== undefined);
  return Object.fromEntries(kept.map((name) => [name, connection?.[name]]));
}
