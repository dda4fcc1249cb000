import type { Hop } from "#core/remote/target.ts";

/** What names a machine in known_hosts. */
export type NamedHost = Pick<Hop, "host" | "port" | "hostKeyAlias">;

const usualPort = 22;

/** As it stands in known_hosts, always in lower case: `name`, or `[name]:port` of a port that is not the usual one. */
export function knownHostsName({ host, port, hostKeyAlias }: NamedHost): string {
  if (hostKeyAlias !== undefined) return hostKeyAlias.toLowerCase();
  return (port === usualPort ? host : `[${host}]:${port}`).toLowerCase();
}

/** The name under which a machine on another port is looked up once more, as ssh does: somebody may have vouched for the same key there. */
export function nameWithoutPort({ host, port, hostKeyAlias }: NamedHost): string | undefined {
  return hostKeyAlias === undefined && port !== usualPort ? host.toLowerCase() : undefined;
}

/** Host and port of a name as above. */
export function parseKnownHostsName(name: string): { host: string; port: number } {
  const [, host, port] = /^\[(.*)\]:(\d{1,5})$/.exec(name) ?? [];
  return host === undefined ? { host: name, port: usualPort } : { host, port: Number(port) };
}
