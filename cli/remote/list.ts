import type { ExitCode, Io } from "../command.ts";
import { parseOptions } from "../parseOptions.ts";
import { findShared } from "../shared/openShared.ts";
import { formatTable } from "../table.ts";
import { usualOptions } from "./loginOptions.ts";
import { withShared } from "./withShared.ts";

/** Shows the connections there are. */
export async function list(args: string[], io: Io): Promise<ExitCode> {
  const { values } = parseOptions(args, usualOptions);
  const server = await findShared(io);
  const { connections } = server
    ? await withShared(server, ({ api }) => api.listConnections())
    : { connections: [] };
  if (values.json) {
    io.stdout.write(`${JSON.stringify({ connections })}\n`);
    return 0;
  }
  if (connections.length === 0) {
    io.stdout.write("There is no connection.\n");
    return 0;
  }
  const rows = connections.map(({ connection_id, status, latency_ms, viewer, reason }) => [
    connection_id,
    status,
    latency_ms === null ? "" : `${latency_ms} ms`,
    viewer?.remote_root ?? "",
    viewer?.url ?? "",
    reason ?? "",
  ]);
  io.stdout.write(formatTable([["CONNECTION", "STATUS", "LATENCY", "STORE", "URL", ""], ...rows]));
  return 0;
}
