import { newSocketPath } from "#core/server/http/privateSocket.ts";

import { isLoopback, namesOf } from "../address.ts";
import { type Command, type Io, UsageError } from "../command.ts";
import { invite, linkTo } from "../invite.ts";
import { leaseEnd, leaseMs } from "../lease.ts";
import { Logger, logFormats, logLevels } from "../logger.ts";
import { parseChoice, parseNumber, parseOptions } from "../parseOptions.ts";
import { serve } from "../serve.ts";
import { storageRoot } from "../storageRoot.ts";
import { untilAborted } from "../untilAborted.ts";
import { version } from "../version.ts";

const usage = `Usage: runicorn viewer [options]

Serves the dashboard and its API for a store, and prints a link that opens it.

  --storage P          the store; default: RUNICORN_DIR, the configured one, ./.runicorn
  --host H             address to listen on (127.0.0.1)
  --port N             port (23300); 0 for any free one
  --allow-remote       let --host be an address that other machines can reach
  --allow-host NAME    answer to this name too, besides localhost; may be repeated
  --no-auth            want no token, for scripts that cannot send one
  --no-open-browser    only print the link
  --log-level L        error, warn, info or debug (info); the log goes to stderr
  --log-format F       text, or json for an object a line (text)
  --json               print the address and token as one line of JSON
  --stdio              for programs: listen on a private socket, print its path and token as one line of
                       JSON, and end when stdin closes or is silent for 90 seconds
  --lease S            with --stdio: another number of seconds
`;

const options = {
  storage: { type: "string" },
  host: { type: "string", default: "127.0.0.1" },
  port: { type: "string", default: "23300" },
  "allow-remote": { type: "boolean", default: false },
  "allow-host": { type: "string", multiple: true, default: [] as string[] },
  "no-auth": { type: "boolean", default: false },
  "no-open-browser": { type: "boolean", default: false },
  "log-level": { type: "string", default: "info" },
  "log-format": { type: "string", default: "text" },
  json: { type: "boolean", default: false },
  stdio: { type: "boolean", default: false },
  lease: { type: "string", default: String(leaseMs / 1000) },
} as const;

export const viewer: Command = {
  usage,
  async run(args, io) {
    const { values } = parseOptions(args, options);
    const level = parseChoice("log-level", values["log-level"], logLevels);
    const format = parseChoice("log-format", values["log-format"], logFormats);
    const logger = new Logger(io.stderr, level, format);
    const { root } = await storageRoot(values.storage, io);
    if (values.stdio) {
      const lease = parseNumber("lease", values.lease, 1, 3600) * 1000;
      await runForProgram(root, lease, logger, io);
      return 0;
    }
    const port = parseNumber("port", values.port, 0, 65_535);
    const { host } = values;
    if (!isLoopback(host) && !values["allow-remote"]) {
      throw new UsageError(
        `Other machines can reach ${host}; add --allow-remote if you mean that.`,
      );
    }
    if (!isLoopback(host) && values["no-auth"]) {
      throw new UsageError("--no-auth is for this machine only; drop it or --host.");
    }
    const auth = !values["no-auth"];
    const names = namesOf(host, values["allow-host"]);
    const serving = {
      root,
      listen: { host, port },
      auth,
      allowedHosts: names,
      logger,
      env: io.env,
    };
    await serve(serving, async (server) => {
      if (values.json) {
        const url = linkTo(server, { names, auth });
        io.stdout.write(`${JSON.stringify({ url, token: auth ? server.token : null, root })}\n`);
      } else {
        io.stdout.write(`Runicorn ${version()} shows ${root}\n`);
        invite(server, io, { names, auth, openBrowser: !values["no-open-browser"] });
      }
      await untilAborted(io.signal);
    });
    return 0;
  },
};

/** On a private socket, for as long as the program that asked holds the lease. Stdout carries one line of JSON only. */
async function runForProgram(root: string, lease: number, logger: Logger, io: Io): Promise<void> {
  // Listened to from the start: whoever asked may be gone before the store is open.
  const ended = Promise.race([
    leaseEnd(io.stdin, lease),
    untilAborted(io.signal).then(() => "it was asked to"),
  ]);
  const socket = await newSocketPath(io.env);
  const serving = { root, listen: { socket }, auth: true, allowedHosts: [], logger, env: io.env };
  await serve(serving, async (server) => {
    const { listening: listen, token } = server;
    io.stdout.write(`${JSON.stringify({ listen, token, version: version(), pid: process.pid })}\n`);
    logger.log("info", `serving ${root}`);
    logger.log("info", `ends: ${await ended}`);
  });
}
