import { once } from "node:events";
import { PassThrough, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";

import type { Request, Response as Reply } from "express";

/** A file that is made while it is sent. */
export interface DownloadAnswer {
  readonly filename: string;
  readonly mediaType: string;
  /** Writes the file and ends `out`; rejects when `out` closes early. */
  readonly write: (out: Writable) => Promise<void>;
}

/**
 * An error before the first byte is an answer like any other; one after it breaks the connection off, so that nobody takes
 * half a file for a whole one.
 */
export async function sendDownload(
  request: Request,
  reply: Reply,
  { filename, mediaType, write }: DownloadAnswer,
): Promise<void> {
  const head = () => {
    reply.attachment(filename);
    reply.setHeader("Content-Type", mediaType);
    reply.setHeader("Cache-Control", "no-store");
  };
  if (request.method === "HEAD") {
    head();
    reply.end();
    return;
  }
  const gone = new AbortController();
  reply.once("close", () => gone.abort());
  const out = new PassThrough();
  const begun = once(out, "readable");
  begun.catch(() => undefined);
  const writing = write(out).catch((error: unknown) => {
    // Whoever asked has gone away; nobody is left to be told.
    if (!gone.signal.aborted) throw error;
  });
  try {
    await Promise.race([begun, writing]);
    head();
    await Promise.all([writing, pipeline(out, reply)]);
  } catch (error) {
    out.destroy();
    if (!gone.signal.aborted || !reply.headersSent) throw error;
  }
}
