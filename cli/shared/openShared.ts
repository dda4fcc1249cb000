import { findShared as find } from "#core/local/findShared.ts";
import { openShared as open } from "#core/local/openShared.ts";
import type { SharedServer } from "#core/protocol/sharedServer.ts";
import { settingsFolder } from "#core/settings/settingsFolder.ts";

import type { Io } from "../command.ts";
import { version } from "../version.ts";

/** The person's shared server; started where none is of use. It outlives whoever started it. */
export function openShared(
  { env }: Pick<Io, "env">,
  storage: string | undefined,
): Promise<SharedServer> {
  const [, script = ""] = process.argv;
  const place = storage === undefined ? [] : ["--storage", storage];
  return open({
    settingsFolder: settingsFolder(env),
    version: version(),
    env,
    command: () => ({
      file: process.execPath,
      args: [script, "viewer", "--shared", ...place],
      env: {},
    }),
  });
}

/** The one that runs. */
export async function findShared({ env }: Pick<Io, "env">): Promise<SharedServer | undefined> {
  return (await find(settingsFolder(env), version())).server;
}
