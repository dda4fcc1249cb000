import type { Request as ExpressRequest, RequestHandler, Response as Reply, Router } from "express";
import * as z from "zod";

import { type ErrorCode, RunicornError } from "#core/protocol/errors.ts";
import type { Api, Request, Response, Route } from "#core/protocol/route.ts";

import { type DownloadAnswer, sendDownload } from "./download.ts";
import { type Upload, uploadOf } from "./upload.ts";
import { zipOverSsh } from "./zipOverSsh.ts";

/** A file to answer with. One that is not `isInline` is only for downloading: it might hold scripts. */
export interface FileAnswer {
  /** Absolute. */
  readonly path: string;
  readonly mediaType: string;
  readonly isInline: boolean;
  /** What a download is to be called, where that is not the last part of the address. */
  readonly filename?: string;
  readonly etag: string;
}

/** An answer that is JSON already, as it was stored. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Writes events to the client from now on. `lastEventId` is the id of the last one it got, when it comes back. */
type StreamAnswer = (reply: Reply, lastEventId: string | undefined) => void;

/** Sends the request on and its answer back. */
type PassedAnswer = (request: ExpressRequest, reply: Reply) => Promise<void>;

/** A handler's answer; a route with a binary form gives both, and the client's `Accept` picks one. */
type Answer<R extends Route> = R extends { binary: object }
  ? { json(): JsonText; binary(): Uint8Array }
  : R extends { passedOn: true }
    ? PassedAnswer
    : R extends { file: true }
      ? FileAnswer | DownloadAnswer
      : R extends { stream: true }
        ? StreamAnswer
        : R extends { download: true }
          ? DownloadAnswer
          : Response<R> | JsonText;

/** One handler for every route of the table; leaving one out does not compile. */
export type Handlers<A extends Api> = {
  [K in keyof A]: (
    request: Request<A[K]> & (A[K] extends { upload: true } ? { upload: Upload } : unknown),
    reply: Pick<Reply, "setHeader" | "once" | "writableFinished">,
  ) => Answer<A[K]> | Promise<Answer<A[K]>>;
};

export interface MountOptions {
  /** What a route's `auth` entry demands, run before anything of the request is looked at. */
  readonly authorize: Record<Route["auth"], RequestHandler>;
  /** Reads the body of a request that passed. */
  readonly readBody: RequestHandler;
  readonly stringify: (value: unknown) => string;
  /** The code of a request that is not as its route describes it. */
  readonly malformed?: ErrorCode;
}

export function mount<A extends Api>(
  router: Router,
  api: A,
  handlers: Handlers<A>,
  { authorize, readBody, stringify, malformed }: MountOptions,
): void {
  for (const [name, route] of Object.entries<Route>(api)) {
    // The mapped type above proves that name, handler and route belong together; Object.entries forgets it.
    const handle = handlers[name] as (request: unknown, reply: Reply) => unknown;
    const isRead = route.upload !== true && route.passedOn !== true;
    const read: RequestHandler = isRead ? readBody : (_request, _reply, next) => next();
    router[route.method](route.path, authorize[route.auth], read, async (request, reply) => {
      const parts = parseRequest(route, request, malformed);
      const upload = route.upload && { upload: uploadOf(request, reply) };
      const answer = await handle({ ...parts, ...upload }, reply);
      if (route.passedOn) await (answer as PassedAnswer)(request, reply);
      else if (route.page) await send(reply, "text/html; charset=utf-8", answer as string);
      else if (route.file && isFile(answer)) await sendFile(reply, answer);
      else if (route.file || route.download)
        await sendDownload(request, reply, answer as DownloadAnswer);
      else if (route.stream) {
        reply.setHeader("Content-Type", "text/event-stream; charset=utf-8");
        if (request.method === "HEAD") reply.end();
        else (answer as StreamAnswer)(reply, request.get("last-event-id"));
      } else if (route.binary) {
        const forms = answer as { json(): JsonText; binary(): Uint8Array };
        reply.setHeader("Vary", "Accept");
        if (
          request.accepts(["application/json", route.binary.mediaType]) === route.binary.mediaType
        )
          await send(reply, route.binary.mediaType, forms.binary());
        else await send(reply, jsonType, forms.json().text);
      } else {
        await send(reply, jsonType, answer instanceof JsonText ? answer.text : stringify(answer));
      }
    });
  }
}

/** Of a route of files, some may have to be made first. */
function isFile(answer: unknown): answer is FileAnswer {
  return typeof answer === "object" && answer !== null && "path" in answer;
}

const jsonType = "application/json; charset=utf-8";

/** Past express's own send(), which would hash the body for an ETag. */
async function send(reply: Reply, type: string, body: string | Uint8Array): Promise<void> {
  const plain = typeof body === "string" ? Buffer.from(body) : body;
  const zipped = await zipOverSsh(reply.req, plain);
  const bytes = zipped ?? plain;
  if (zipped) reply.setHeader("Content-Encoding", "gzip");
  reply.setHeader("Content-Type", type);
  reply.setHeader("Content-Length", bytes.byteLength);
  reply.end(bytes);
}

/** In the ranges asked for. The ETag is ours: the application as a whole has none. */
async function sendFile(
  reply: Reply,
  { path, mediaType, isInline, filename, etag }: FileAnswer,
): Promise<void> {
  reply.setHeader("Cache-Control", "private, no-cache");
  reply.setHeader("ETag", etag);
  if (isInline) reply.setHeader("Content-Disposition", "inline");
  else reply.attachment(filename);
  await new Promise<void>((resolve, reject) => {
    const options = {
      cacheControl: false,
      dotfiles: "allow",
      headers: { "Content-Type": mediaType },
    };
    reply.sendFile(path, options as Parameters<Reply["sendFile"]>[1], (error?: Error) => {
      // Whoever asked has gone away; nobody is left to be told.
      if (error && !reply.headersSent) reject(error);
      else resolve();
    });
  });
}

/** The parts a route or socket describes, parsed; the others are left out. */
export function parseRequest(
  route: Pick<Route, "params" | "query" | "body">,
  request: Partial<Pick<ExpressRequest, "params" | "query" | "body">>,
  malformed: ErrorCode = "invalid_request",
): Record<string, unknown> {
  const parse = (schema: z.ZodType, value: unknown) => parsed(schema, value, malformed);
  return {
    ...(route.params && { params: parse(route.params, request.params) }),
    ...(route.query && { query: parse(route.query, request.query) }),
    ...(route.body && { body: parse(route.body, request.body) }),
  };
}

function parsed(schema: z.ZodType, value: unknown, malformed: ErrorCode): unknown {
  const result = schema.safeParse(value);
  if (!result.success) {
    throw new RunicornError(malformed, z.prettifyError(result.error), {
      cause: result.error,
    });
  }
  return result.data;
}
