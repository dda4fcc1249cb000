import type { Request, RequestHandler } from "express";

import { RunicornError } from "#core/protocol/errors.ts";

const maxBytes = 1024 * 1024;
/** Milliseconds for all of it. */
const maxMs = 30_000;

/** Reads a JSON body. Anything else is refused: forms and text/plain are what another site's page could send. */
export function readBody(): RequestHandler {
  return async (request, _reply, next) => {
    if (hasBody(request)) {
      if (!isPlainJson(request)) {
        throw new RunicornError(
          "unsupported_media_type",
          "Send the body as application/json, in UTF-8 and not compressed.",
        );
      }
      request.body = parse(await readAll(request));
    }
    next();
  };
}

function hasBody({ headers }: Request): boolean {
  const length = headers["content-length"];
  return headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
}

function isPlainJson(request: Request): boolean {
  const { "content-encoding": encoding = "identity" } = request.headers;
  const charset = /;\s*charset="?([^\s;"]*)/i.exec(request.get("content-type") ?? "")?.[1];
  return (
    request.is("application/json") !== false &&
    encoding.toLowerCase() === "identity" &&
    /^utf-?8$/i.test(charset ?? "utf-8")
  );
}

async function readAll(request: Request): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  const late = setTimeout(() => request.destroy(), maxMs);
  try {
    // Without destroying the connection at the first byte too many: there is an answer to give.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > maxBytes) break;
    }
  } catch (cause) {
    throw new RunicornError("invalid_request", "The body was cut off.", { cause });
  } finally {
    clearTimeout(late);
  }
  if (size > maxBytes) throw tooLarge();
  return Buffer.concat(chunks);
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new RunicornError("invalid_request", "The body is not valid JSON in UTF-8.", { cause });
  }
}

function tooLarge(): RunicornError {
  return new RunicornError("payload_too_large", "The body is larger than 1 MiB.");
}
