import type { ConnectBody } from "#core/protocol/remoteConnections.ts";

/** What a person types to name a machine: an alias of the ssh configuration, or `user@host:port`. */
export interface HostAddress {
  readonly host: string;
  readonly port: number | undefined;
  readonly username: string | undefined;
}

const pattern = /^(?:ssh:\/\/)?(?:(?<user>[^\s@/:][^\s@/]*)@)?(?<rest>[^\s@/]+)\/?$/;
const named =
  /^(?<host>[A-Za-z0-9_][A-Za-z0-9._%-]*|\[[0-9A-Fa-f:.]+(?:%[\w.-]+)?\])(?::(?<port>\d{1,5}))?$/;
const bareIpv6 = /^[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(?:%[\w.-]+)?$/;

/** Undefined for what names no machine, or could be taken for an option of a program. */
export function parseHostAddress(text: string): HostAddress | undefined {
  if (text.length > 255) return undefined;
  const { user, rest } = pattern.exec(text.trim())?.groups ?? {};
  if (rest === undefined || user?.startsWith("-") === true) return undefined;
  if (bareIpv6.test(rest)) return { host: rest, port: undefined, username: user };
  const { host, port } = named.exec(rest)?.groups ?? {};
  if (host === undefined) return undefined;
  const number = port === undefined ? undefined : Number(port);
  if (number !== undefined && (number < 1 || number > 65_535)) return undefined;
  return { host: host.replace(/^\[|\]$/g, ""), port: number, username: user };
}

/** The reverse of `parseHostAddress`; without the parts that are not there, and without port 22. */
export function formatHostAddress({ host, port, username }: HostAddress): string {
  const name = host.includes(":") ? `[${host}]` : host;
  const user = username === undefined ? "" : `${username}@`;
  return port === undefined || port === 22 ? `${user}${name}` : `${user}${name}:${port}`;
}

/** How a machine is logged in to: with this window's agent, which need not be that of whoever started the server. */
export function loginTo(name: string, agent = process.env["SSH_AUTH_SOCK"]): ConnectBody {
  return {
    ...hostToConnect(name),
    auth_method: "interactive",
    ...(agent && { agent_socket: agent }),
  };
}

/** How the API is told which machine is meant. A name that is no address is an alias of the ssh configuration. */
export function hostToConnect(name: string): {
  readonly host: string;
  readonly port?: number;
  readonly username?: string;
} {
  const { host = name, port, username } = parseHostAddress(name) ?? {};
  return { host, ...(port !== undefined && { port }), ...(username !== undefined && { username }) };
}
