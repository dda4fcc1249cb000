import path from "node:path";

import type { ConnectBody } from "#core/protocol/remoteConnections.ts";

import { type Io, UsageError } from "../command.ts";
import { parseNumber } from "../parseOptions.ts";

/** Options of every command. */
export const usualOptions = {
  json: { type: "boolean", default: false },
  storage: { type: "string" },
} as const;

/** Options of those that connect. */
export const loginOptions = {
  user: { type: "string" },
  port: { type: "string" },
  key: { type: "string" },
  ...usualOptions,
} as const;

interface LoginValues {
  readonly user?: string | undefined;
  readonly port?: string | undefined;
  readonly key?: string | undefined;
}

/** What is asked of the server; whatever else is needed may be asked of the person. */
export function loginOf(
  [host]: readonly string[],
  { user, port, key }: LoginValues,
  { cwd, env }: Pick<Io, "cwd" | "env">,
): ConnectBody & { host: string } {
  if (host === undefined) throw new UsageError("Name a host.");
  return {
    host,
    auth_method: "interactive",
    ...(env["SSH_AUTH_SOCK"] && { agent_socket: env["SSH_AUTH_SOCK"] }),
    ...(user !== undefined && { username: user }),
    ...(port !== undefined && { port: parseNumber("port", port, 1, 65_535) }),
    ...(key !== undefined && {
      private_key_path: key.startsWith("~") ? key : path.resolve(cwd, key),
    }),
  };
}
