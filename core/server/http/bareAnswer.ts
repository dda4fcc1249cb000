import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

import type { ErrorBody } from "#core/protocol/errors.ts";

import { securityHeaders } from "./securityHeaders.ts";

/** Milliseconds a client has to read an answer and hang up. */
const farewellMs = 500;

const statusOf: Record<string, number> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** The `clientError` listener: answers what is not HTTP, which express never sees. */
export function refuseMalformed(error: Error & { code?: string }, connection: Duplex): void {
  if (!connection.writable || error.code === "ECONNRESET") {
    connection.destroy();
    return;
  }
  writeAnswer(connection, statusOf[error.code ?? ""] ?? 400, {
    error: "invalid_request",
    message: "The request is not valid HTTP.",
    success: false,
  });
}

/** Writes a whole error answer on a bare connection and ends it, also where the client holds on to it. */
export function writeAnswer(
  connection: Duplex,
  status: number,
  answer: ErrorBody,
  extraHeaders: Record<string, string> = {},
): void {
  const body = JSON.stringify(answer);
  const headers = {
    ...securityHeaders,
    ...extraHeaders,
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": String(Buffer.byteLength(body)),
    Connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const first = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`;
  connection.end([first, ...lines, "", body].join("\r\n"));
  // Nobody else watches it any more: read to its end, or it stays open as long as the client likes.
  connection.resume();
  setTimeout(() => connection.destroy(), farewellMs).unref();
}
