import type { Hop, Target } from "#core/remote/target.ts";

/** Two targets with the same key share one connection: same person, same machine by the same name, same way. */
export function targetKey(target: Target): string {
  const way = [...target.jumps].reverse().map((jump) => ` via ${nameOf(jump)}`);
  const proxy = target.proxyCommand === undefined ? "" : ` by ${target.proxyCommand}`;
  return `${nameOf(target)}${way.join("")}${proxy}`;
}

function nameOf({ username, host, port, hostKeyAlias }: Hop): string {
  // Behind one address, as of a tunnel, may be several machines; the alias tells them apart.
  const alias = hostKeyAlias === undefined ? "" : ` as ${hostKeyAlias}`;
  return `${username}@${host.toLowerCase()}:${port}${alias}`;
}
