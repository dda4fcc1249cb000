import type { IncomingMessage } from "node:http";

import { RunicornError } from "#core/protocol/errors.ts";

const loopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/;

/**
 * Refuses what a web page of another site can cause a browser to send: a foreign Host (DNS rebinding), a foreign Origin, a
 * cross-site fetch. `allowedHosts` are names accepted besides the loopback ones, with any port.
 */
export function checkOrigin(request: IncomingMessage, allowedHosts: readonly string[] = []): void {
  const host = onlyHeader(request, "host");
  if (host === undefined || !request.url?.startsWith("/") || !isOurs(host, allowedHosts)) {
    throw new RunicornError(
      "misdirected_request",
      "This viewer answers only to 127.0.0.1, localhost, [::1] and names given by --allow-host.",
    );
  }
  const { origin } = request.headers;
  const site = request.headers["sec-fetch-site"];
  const foreign = origin !== undefined && origin !== `http://${host}`;
  const crossSite = site !== undefined && site !== "none" && site !== "same-origin";
  if (foreign || (crossSite && !opensPage(request))) {
    throw new RunicornError("forbidden_origin", "A page of another site may not use this viewer.");
  }
}

/**
 * A person who follows a link to the dashboard, from a terminal in a browser or from a mail. The page itself holds no data
 * and cannot be framed, and its cookie is not sent along.
 */
function opensPage(request: IncomingMessage): boolean {
  return (
    request.method === "GET" &&
    request.url === "/" &&
    request.headers["sec-fetch-mode"] === "navigate" &&
    request.headers["sec-fetch-dest"] === "document"
  );
}

function isOurs(host: string, allowedHosts: readonly string[]): boolean {
  return loopback.test(host) || allowedHosts.includes(host.toLowerCase().replace(/:\d{1,5}$/, ""));
}

/** The value of a header that was sent exactly once; Node itself would keep the first of several. */
function onlyHeader(request: IncomingMessage, name: string): string | undefined {
  const values: string[] = [];
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    if (request.rawHeaders[i]?.toLowerCase() === name) values.push(request.rawHeaders[i + 1] ?? "");
  }
  return values.length === 1 ? values[0] : undefined;
}
