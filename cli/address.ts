import { type Listening } from "#core/server/http/listen.ts";

/** Whether only this machine can reach what listens on a host. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** Where a browser finds the server; `names` are what it answers to besides the loopback. */
export function baseUrl(listening: Listening, names: readonly string[]): string {
  if (!("port" in listening)) throw new TypeError("a browser can open a port only");
  const { host, port } = listening;
  const anywhere = host === "0.0.0.0" || host === "::";
  const name = anywhere ? (names[0] ?? "127.0.0.1") : inUrl(host);
  // The guard knows 127.0.0.1 and no other address of the loopback network.
  return `http://${isLoopback(host) && host !== "::1" ? "127.0.0.1" : name}:${port}`;
}

/** The names a server on this host must answer to besides the loopback ones. */
export function namesOf(host: string, allowedHosts: readonly string[]): string[] {
  const own = isLoopback(host) || host === "0.0.0.0" || host === "::" ? [] : [inUrl(host)];
  return [...allowedHosts, ...own].map((name) => name.toLowerCase());
}

function inUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
