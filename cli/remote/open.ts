import type { RemoteClient } from "#core/client/remoteClient.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import { NodeQuestion, type RemoteConnection } from "#core/protocol/remote.ts";
import type { NodeChoice } from "#core/protocol/remoteViewers.ts";

import { ask } from "../ask.ts";
import type { ExitCode, Io } from "../command.ts";
import { hasScreen, openBrowser } from "../openBrowser.ts";
import { parseNumber, parseOptions } from "../parseOptions.ts";
import { openShared } from "../shared/openShared.ts";
import { holdConnection } from "./holdConnection.ts";
import { logIn } from "./logIn.ts";
import { loginOf, loginOptions } from "./loginOptions.ts";
import { withShared } from "./withShared.ts";

const options = {
  ...loginOptions,
  root: { type: "string" },
  env: { type: "string" },
  "local-port": { type: "string" },
  node: { type: "string" },
  "install-node": { type: "boolean", default: false },
  "no-open-browser": { type: "boolean", default: false },
} as const;

/** Connects, starts a viewer there and opens it in a browser; all of it lasts until Ctrl-C. */
export async function open(args: string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseOptions(args, options, { positionals: 1 });
  const login = loginOf(positionals, values, io);
  const local = values["local-port"];
  const wish = {
    ...(values.root !== undefined && { remote_root: values.root }),
    ...(values.env !== undefined && { env_name: values.env }),
  };
  const port = local !== undefined && { local_port: parseNumber("local-port", local, 1, 65_535) };
  const node = nodeOf(values.node, values["install-node"]);
  const server = await openShared(io, values.storage);
  return withShared(server, (client) =>
    holdConnection(client, io, async () => {
      const connection = await logIn(client.api, login, io);
      const viewer = await start(client.api, { connection, wish, node }, io);
      const body = { connection_id: viewer.session_id, ...port };
      const { url } = await client.api.openViewer({ body });
      const link = `\n  ${url}\n\nThe link works once, for 30 seconds. Ctrl-C ends the viewer.\n`;
      io.stdout.write(values.json ? `${JSON.stringify({ url, viewer })}\n` : link);
      if (!values["no-open-browser"] && hasScreen(io.env, io.stdout.isTTY)) openBrowser(url);
      return connection;
    }),
  );
}

function nodeOf(path: string | undefined, isInstalled: boolean): NodeChoice | undefined {
  if (path !== undefined) return { path };
  return isInstalled ? { install: true } : undefined;
}

interface Start {
  readonly connection: RemoteConnection;
  readonly wish: { readonly remote_root?: string; readonly env_name?: string };
  readonly node: NodeChoice | undefined;
}

/** The viewer and a Node are uploaded the first time, over any link. */
const patient = { limitMs: 30 * 60_000 };

/** The viewer for the store; asks before Node.js is brought to the other machine. */
async function start(client: RemoteClient, { connection, wish, node }: Start, io: Io) {
  const { connection_id } = connection;
  const body = { connection_id, tunnel: false, ...wish };
  try {
    return (await client.startViewer({ body: { ...body, ...(node && { node }) } }, patient)).viewer;
  } catch (error) {
    if (!RunicornError.is(error, "INTERACTION_REQUIRED") || io.stdin.isTTY !== true) throw error;
    const { host, platform, version, bytes, from } = NodeQuestion.parse(error.details);
    const size = bytes === null ? "" : `, ${Math.round(bytes / 1e6)} MB`;
    io.stdout.write(
      `${host} has no Node.js that could run the viewer. ${version} for ${platform}${size} from ${from} would be put into your home there.\n`,
    );
    if ((await ask("Install it? Type yes: ", io)).trim().toLowerCase() !== "yes") throw error;
    const brought = { ...body, node: { install: true } } as const;
    return (await client.startViewer({ body: brought }, patient)).viewer;
  }
}
