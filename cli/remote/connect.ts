import type { ExitCode, Io } from "../command.ts";
import { parseOptions } from "../parseOptions.ts";
import { openShared } from "../shared/openShared.ts";
import { holdConnection } from "./holdConnection.ts";
import { logIn } from "./logIn.ts";
import { loginOf, loginOptions } from "./loginOptions.ts";
import { withShared } from "./withShared.ts";

/** Connects, and keeps the connection until Ctrl-C. */
export async function connect(args: string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseOptions(args, loginOptions, { positionals: 1 });
  const login = loginOf(positionals, values, io);
  const server = await openShared(io, values.storage);
  return withShared(server, (client) =>
    holdConnection(client, io, async () => {
      const connection = await logIn(client.api, login, io);
      io.stdout.write(
        values.json
          ? `${JSON.stringify(connection)}\n`
          : `Connected to ${connection.connection_id}. Ctrl-C disconnects.\n`,
      );
      return connection;
    }),
  );
}
