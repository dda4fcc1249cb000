import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";

import type { RequestHandler } from "express";

import { type Log, logWith } from "#core/server/log.ts";

export const requestIdHeader = "X-Request-Id";

/** What a client may call its request, so that its own log and ours can be read side by side. */
const usable = /^[\w.-]{1,64}$/;

/** The client's own id where it is one, else a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && usable.test(given) ? given : randomBytes(8).toString("hex");
}

/** Gives every request an id, which its answer carries, and one line in the log when it is over. */
export function logRequests(log: Log): RequestHandler {
  return (request, reply, next) => {
    const began = performance.now();
    const id = requestIdOf(request);
    reply.setHeader(requestIdHeader, id);
    reply.on("close", () => {
      const ms = Math.round(performance.now() - began);
      // The path alone: a query may hold what is nobody's business, and so may a fragment of a path that is none.
      const { method, path } = request;
      const status = reply.writableFinished ? reply.statusCode : "gone";
      log("debug", `${method} ${path.slice(0, 500)}`, { status, ms, request: id });
    });
    next();
  };
}

/** The log of what goes wrong with a request. */
export function logOf(reply: { getHeader(name: string): unknown }, log: Log): Log {
  const id = reply.getHeader(requestIdHeader);
  return typeof id === "string" ? logWith(log, { request: id }) : log;
}
