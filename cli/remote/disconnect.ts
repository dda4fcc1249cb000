import { type ExitCode, type Io, UsageError } from "../command.ts";
import { parseOptions } from "../parseOptions.ts";
import { findShared } from "../shared/openShared.ts";
import { findConnection } from "./findConnection.ts";
import { usualOptions } from "./loginOptions.ts";
import { withShared } from "./withShared.ts";

/** Ends a connection and the viewer there. */
export async function disconnect(args: string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseOptions(args, usualOptions, { positionals: 1 });
  const [name] = positionals;
  if (name === undefined) throw new UsageError("Name the host to disconnect from.");
  const server = await findShared(io);
  const answer =
    server &&
    (await withShared(server, async ({ api }) => {
      const found = await findConnection(api, name);
      return found && api.removeConnection({ params: { id: found.connection_id }, query: {} });
    }));
  if (!answer) {
    io.stderr.write(`runicorn: there is no connection to ${name}.\n`);
    return 1;
  }
  io.stdout.write(
    values.json ? `${JSON.stringify(answer)}\n` : `Disconnected from ${answer.connection_id}.\n`,
  );
  return 0;
}
