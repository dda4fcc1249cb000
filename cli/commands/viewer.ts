import { homeFolder } from "#core/settings/homeFolder.ts";

import { isLoopback, namesOf } from "../address.ts";
import { type Command, type Io, UsageError } from "../command.ts";
import { invite, linkTo } from "../invite.ts";
import { leaseMs } from "../lease.ts";
import { Logger, logFormats, logLevels } from "../logger.ts";
import { parseChoice, parseNumber, parseOptions } from "../parseOptions.ts";
import { readToken } from "../readToken.ts";
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
  --remote-mode        the same, as scripts for Runicorn 0.6 say it
  --log-level L        error, warn, info or debug (info); the log goes to stderr
  --log-format F       text, or json for an object a line (text)
  --json               print the address and token as one line of JSON
  --stdio              for programs: listen on a private socket, print its path and token as one line of
                       JSON, and end when stdin closes or is silent for 90 seconds; with --host or --port,
                       listen there instead
  --bridge             with --stdio: listen nowhere, carry connections over stdin and stdout
  --token-stdin        with --stdio: take the token from the first line of stdin and print none
  --lease S            with --stdio: another number of seconds
  --shared             for programs: one server for all of them that holds your SSH connections. Prints where it is
                       as one line of JSON, or where the one is that runs already; ends when nobody has followed its
                       events for 60 seconds
  --idle S             with --shared: another number of seconds
`;

const options = {
  storage: { type: "string" },
  host: { type: "string" },
  port: { type: "string" },
  "allow-remote": { type: "boolean", default: false },
  "allow-host": { type: "string", multiple: true, default: [] as string[] },
  "no-auth": { type: "boolean", default: false },
  "no-open-browser": { type: "boolean", default: false },
  "remote-mode": { type: "boolean", default: false },
  "log-level": { type: "string", default: "info" },
  "log-format": { type: "string", default: "text" },
  json: { type: "boolean", default: false },
  stdio: { type: "boolean", default: false },
  shared: { type: "boolean", default: false },
  idle: { type: "string", default: "60" },
  bridge: { type: "boolean", default: false },
  "token-stdin": { type: "boolean", default: false },
  lease: { type: "string", default: String(leaseMs / 1000) },
} as const;

/** What makes no sense for a server on a private socket that all programs of a person share. */
const unshared = [
  "host",
  "port",
  "allow-remote",
  "no-auth",
  "json",
  "stdio",
  "bridge",
  "token-stdin",
] as const;

/** The same store, whoever starts it from wherever: not that of a project. */
function sharedRoot(storage: string | undefined, { env, cwd }: Io): ReturnType<typeof storageRoot> {
  if (storage) return storageRoot(storage, { env, cwd });
  const { RUNICORN_DIR: _, ...personal } = env;
  return storageRoot(undefined, { env: personal, cwd: homeFolder(env) });
}

export const viewer: Command = {
  usage,
  async run(args, io) {
    const { values } = parseOptions(args, options);
    const level = parseChoice("log-level", values["log-level"], logLevels);
    const format = parseChoice("log-format", values["log-format"], logFormats);
    const logger = new Logger(io.stderr, level, format);
    const host = values.host ?? "127.0.0.1";
    const port = parseNumber("port", values.port ?? "23300", 0, 65_535);
    if (!isLoopback(host) && !values["allow-remote"]) {
      throw new UsageError(
        `Other machines can reach ${host}; add --allow-remote if you mean that.`,
      );
    }
    if (values.shared) {
      const misplaced = unshared.filter((name) => Boolean(values[name]));
      if (misplaced.length > 0) {
        throw new UsageError(`--${misplaced.join(" and --")} cannot be had with --shared.`);
      }
      const { runShared } = await import("../shared/runShared.ts");
      const { root } = await sharedRoot(values.storage, io);
      const idleMs = parseNumber("idle", values.idle, 1, 86_400) * 1000;
      await runShared(root, { idleMs, logger, io });
      return 0;
    }
    const { root } = await storageRoot(values.storage, io);
    if (values.stdio) {
      const lease = parseNumber("lease", values.lease, 1, 3600) * 1000;
      const isPort = values.host !== undefined || values.port !== undefined;
      const token = values["token-stdin"] ? await readToken(io.stdin, lease) : undefined;
      const { runForProgram } = await import("../runForProgram.ts");
      const place = values.bridge ? "bridge" : isPort ? { host, port } : "socket";
      await runForProgram({ root, lease, place, token, logger }, io);
      return 0;
    }
    if (values.bridge || values["token-stdin"]) {
      throw new UsageError("--bridge and --token-stdin are for programs; add --stdio.");
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
        invite(server, io, {
          names,
          auth,
          openBrowser: !values["no-open-browser"] && !values["remote-mode"],
        });
      }
      await untilAborted(io.signal);
    });
    return 0;
  },
};
