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
import { type RemoteClient, remoteClient } from "./remoteClient.ts";

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
  const login = loginOf(positionals, values, io.cwd);
  const local = values["local-port"];
  const wish = {
    ...(values.root !== undefined && { remote_root: values.root }),
    ...(values.env !== undefined && { env_name: values.env }),
  };
  const port = local !== undefined && { local_port: parseNumber("local-port", local, 1, 65_535) };
  const node = nodeOf(values.node, values["install-node"]);
  const server = await openShared(io, values.storage);
  const client = remoteClient(server);
  return holdConnection(server, io, async () => {
    const connection = await logIn(client, login, io);
    const viewer = await start(client, { connection, wish, node }, io);
    const { url } = await client.openViewer({
      body: { connection_id: viewer.session_id, ...port },
    });
    if (values.json) io.stdout.write(`${JSON.stringify({ url, viewer })}\n`);
    else
      io.stdout.write(
        `\n  ${url}\n\nThe link works once, for 30 seconds. Ctrl-C ends the viewer.\n`,
      );
    if (!values["no-open-browser"] && hasScreen(io.env, io.stdout.isTTY)) openBrowser(url);
    return connection;
  });
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

/** The viewer for the store; asks before Node.js is brought to the other machine. */
async function start(client: RemoteClient, { connection, wish, node }: Start, io: Io) {
  const { connection_id } = connection;
  const body = { connection_id, tunnel: false, ...wish };
  try {
    return (await client.startViewer({ body: { ...body, ...(node && { node }) } })).viewer;
  } catch (error) {
    if (!RunicornError.is(error, "INTERACTION_REQUIRED") || io.stdin.isTTY !== true) throw error;
    const { host, platform, version, bytes, from } = NodeQuestion.parse(error.details);
    const size = bytes === null ? "" : `, ${Math.round(bytes / 1e6)} MB`;
    io.stdout.write(
      `${host} has no Node.js that could run the viewer. ${version} for ${platform}${size} from ${from} would be put into your home there.\n`,
    );
    if ((await ask("Install it? Type yes: ", io)).trim().toLowerCase() !== "yes") throw error;
    return (await client.startViewer({ body: { ...body, node: { install: true } } })).viewer;
  }
}
