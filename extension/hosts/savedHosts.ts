import type { RemoteConnection } from "#core/protocol/remote.ts";

import type { RemoteClient } from "./remoteClient.ts";

type Client = Pick<RemoteClient, "listSavedConnections" | "saveConnections">;
type Saved = Parameters<RemoteClient["saveConnections"]>[0]["body"];

/** Keeps a machine in the person's list; its name is its id. */
export async function addSaved(
  client: Client,
  name: string,
  { host, port, username }: RemoteConnection,
): Promise<void> {
  const others = await listSaved(client, name);
  const added = { kind: "server" as const, id: name, name, host, port, username };
  await client.saveConnections({ body: [...others, added] });
}

export async function removeSaved(client: Client, id: string): Promise<void> {
  await client.saveConnections({ body: await listSaved(client, id) });
}

/** All but one, as they can be given back. */
async function listSaved(client: Client, without: string): Promise<Saved> {
  const { connections } = await client.listSavedConnections();
  return connections.filter(({ id }) => id !== without);
}
