import type { RemoteConnection } from "#core/protocol/remote.ts";
import type { SharedServer } from "#core/protocol/sharedServer.ts";

import type { ExitCode, Io } from "../command.ts";
import { printable } from "../table.ts";
import { untilAborted } from "../untilAborted.ts";
import { followConnections, remoteClient } from "./remoteClient.ts";

/**
 * Keeps a connection until Ctrl-C and tells how it goes. One that was there before stays: a window may be using it. Ends with
 * 1 where the connection ends by itself.
 */
export async function holdConnection(
  server: SharedServer,
  io: Io,
  connect: () => Promise<RemoteConnection>,
): Promise<ExitCode> {
  const client = remoteClient(server);
  const { connections } = await client.listConnections();
  const before = new Set(connections.map((one) => one.connection_id));
  const held = Promise.withResolvers<void>();
  let id: string | undefined;
  let status = "";
  // From the start on: without anybody who follows it, the server would end.
  const feed = followConnections(server, (connection) => {
    if (connection.connection_id !== id || connection.status === status) return;
    ({ status } = connection);
    io.stderr.write(printable(`${connection.connection_id}: ${status} ${connection.reason ?? ""}`));
    io.stderr.write("\n");
    if (status === "disconnected") held.resolve();
  });
  try {
    const connection = await connect();
    ({ connection_id: id, status } = connection);
    await Promise.race([held.promise, untilAborted(io.signal)]);
    if (!io.signal.aborted) return 1;
    if (!before.has(id)) await client.removeConnection({ params: { id }, query: {} });
    return 0;
  } finally {
    feed.dispose();
  }
}
