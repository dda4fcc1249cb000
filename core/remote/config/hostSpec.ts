import { RunicornError } from "#core/protocol/errors.ts";

/** A machine as somebody types it: what is not said, the configuration says. */
export interface HostSpec {
  readonly host: string;
  readonly username?: string;
  readonly port?: number;
}

const aliasShape = /^[A-Za-z0-9._:%@[\]-]{1,255}$/;
/** A name that goes into a command line (`%r`) must not mean anything to a shell. */
const usernameShape = /^(?!-)[^\s\p{Cc}'"`$;&<>|(){}]{1,255}$/u;

/** Reads `[user@]host[:port]`; an address of IPv6 with a port is in brackets. Throws `invalid_parameters`. */
export function parseHostSpec(text: string): HostSpec {
  const spec = text.replace(/^ssh:\/\//, "");
  if (!isHostAlias(spec)) throw unfit(text);
  const at = spec.lastIndexOf("@");
  const place = spec.slice(at + 1);
  const [, inBrackets, named, port] =
    /^(?:\[([^[\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(place) ?? [];
  const host = inBrackets ?? named ?? place;
  if (!/^[A-Za-z0-9._:%][A-Za-z0-9._:%-]*$/.test(host)) throw unfit(text);
  return {
    host,
    ...(at > 0 && { username: checkUsername(spec.slice(0, at)) }),
    ...(port !== undefined && { port: checkPort(Number(port)) }),
  };
}

/** Whether a name can be asked for: no pattern, no option, nothing a shell would act upon. */
export function isHostAlias(name: string): boolean {
  return aliasShape.test(name) && !name.startsWith("-");
}

/** Throws `invalid_parameters`. */
export function checkUsername(username: string): string {
  if (usernameShape.test(username) && !username.endsWith("\\")) return username;
  throw new RunicornError("invalid_parameters", "That is no user name an SSH server could know.");
}

/** Throws `invalid_parameters`. */
export function checkPort(port: number): number {
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new RunicornError("invalid_parameters", "A port is a number from 1 to 65535.");
}

function unfit(text: string): RunicornError {
  return new RunicornError(
    "invalid_parameters",
    `${JSON.stringify(text.slice(0, 100))} is no name of a host; give an alias of your SSH configuration, a host name or an address.`,
  );
}
