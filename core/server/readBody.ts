import express, { type RequestHandler } from "express";

import { RunicornError } from "#core/protocol/errors.ts";

const maxBytes = 1024 * 1024;

/** Reads a JSON body. Anything else is refused: forms and text/plain are what another site's page could send. */
export function readBody(): RequestHandler {
  const json = express.json({ limit: maxBytes, inflate: false, strict: false });
  return (request, reply, next) => {
    const empty = request.headers["content-length"] === "0";
    if (!empty && request.is("application/json") === false) {
      throw new RunicornError("unsupported_media_type", "Send the body as application/json.");
    }
    json(request, reply, next);
  };
}
