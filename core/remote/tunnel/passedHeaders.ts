import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";

/** Says that a request comes over SSH, where it pays to compress large answers. */
export const linkHeader = "x-runicorn-link";

/** Of one connection, not of the message. */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** What is between a browser and the server on this machine: who asks, from which page, with which session. */
const ours = new Set([
  "host",
  "cookie",
  "authorization",
  "origin",
  "referer",
  "forwarded",
  "expect",
  "accept-encoding",
  linkHeader,
]);
const ourPrefixes = ["sec-fetch-", "sec-ch-", "x-forwarded-"];

/** The headers a request has at the viewer on the other machine. */
export function headersThere(
  request: IncomingMessage,
  { token, requestId }: { token: string; requestId: string | undefined },
): OutgoingHttpHeaders {
  const named = namedByConnection(request);
  const passed = Object.entries(request.headers).filter(
    ([name]) =>
      !hopByHop.has(name) &&
      !ours.has(name) &&
      !named.has(name) &&
      !ourPrefixes.some((prefix) => name.startsWith(prefix)),
  );
  return {
    ...Object.fromEntries(passed),
    // A body of unknown length stays one.
    ...(request.headers["transfer-encoding"] !== undefined && { "transfer-encoding": "chunked" }),
    host: "localhost",
    authorization: `Bearer ${token}`,
    ...(requestId !== undefined && { "x-request-id": requestId }),
  };
}

/** What an answer may say of itself. Not among it is what makes a browser do something: a cookie, another address, a login. */
const back = new Set([
  "accept-ranges",
  "allow",
  "cache-control",
  "date",
  "etag",
  "last-modified",
  "permissions-policy",
  "referrer-policy",
  "retry-after",
  "vary",
]);
const backPrefixes = ["content-", "cross-origin-", "sec-websocket-", "x-"];

/** The headers of a viewer's answer that are passed on. */
export function headersBack(answer: IncomingMessage): [string, string | string[]][] {
  const named = namedByConnection(answer);
  return Object.entries(answer.headers).filter(
    (header): header is [string, string | string[]] =>
      header[1] !== undefined &&
      !named.has(header[0]) &&
      header[0] !== "x-request-id" &&
      (back.has(header[0]) || backPrefixes.some((prefix) => header[0].startsWith(prefix))),
  );
}

function namedByConnection({ headers }: IncomingMessage): Set<string> {
  const names = headers.connection?.split(",") ?? [];
  return new Set(names.map((name) => name.trim().toLowerCase()));
}
