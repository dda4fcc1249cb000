import type { RemoteConnection } from "#core/protocol/remote.ts";

import type { ExitCode, Io } from "../command.ts";
import { printable } from "../table.ts";
import { untilAborted } from "../untilAborted.ts";
import type { SharedClient } from "./sharedClient.ts";

/**
 * Keeps a connection until Ctrl-C and tells how it goes. One that was there before stays: a window may be using it. Ends with
 * 1 where the connection ends by itself.
 */
export async function holdConnection(
  client: SharedClient,
  io: Io,
  connect: () => Promise<RemoteConnection>,
): Promise<ExitCode> {
  const { connections } = await client.api.listConnections();
  const before = new Set(connections.map((one) => one.connection_id));
  const held = Promise.withResolvers<void>();
  let id: string | undefined;
  let status = "";
  // From the start on: without anybody who follows it, the server would end.
  client.follow((connection) => {
    if (connection.connection_id !== id || connection.status === status) return;
    ({ status } = connection);
    io.stderr.write(printable(`${connection.connection_id}: ${status} ${connection.reason ?? ""}`));
    io.stderr.write("\n");
    if (status === "disconnected") held.resolve();
  });
  const connection = await connect();
  ({ connection_id: id, status } = connection);
  await Promise.race([held.promise, untilAborted(io.signal)]);
  if (!io.signal.aborted) return 1;
  if (!before.has(id)) await client.api.removeConnection({ params: { id }, query: {} });
  return 0;
}
