import type { RemoteClient } from "#core/client/remoteClient.ts";
import type { RemoteConnection } from "#core/protocol/remote.ts";

/** The connection a person means by its id, its host, or what they called it. */
export async function findConnection(
  client: RemoteClient,
  name: string,
): Promise<RemoteConnection | undefined> {
  const { connections } = await client.listConnections();
  return (
    connections.find((one) => one.connection_id === name) ??
    connections.find(({ label, host }) => label === name || host === name)
  );
}
