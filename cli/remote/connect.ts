import type { ExitCode, Io } from "../command.ts";
import { parseOptions } from "../parseOptions.ts";
import { openShared } from "../shared/openShared.ts";
import { holdConnection } from "./holdConnection.ts";
import { logIn } from "./logIn.ts";
import { loginOf, loginOptions } from "./loginOptions.ts";
import { remoteClient } from "./remoteClient.ts";

/** Connects, and keeps the connection until Ctrl-C. */
export async function connect(args: string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseOptions(args, loginOptions, { positionals: 1 });
  const login = loginOf(positionals, values, io.cwd);
  const server = await openShared(io, values.storage);
  return holdConnection(server, io, async () => {
    const connection = await logIn(remoteClient(server), login, io);
    io.stdout.write(
      values.json
        ? `${JSON.stringify(connection)}\n`
        : `Connected to ${connection.connection_id}. Ctrl-C disconnects.\n`,
    );
    return connection;
  });
}
