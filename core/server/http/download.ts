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

/** An error after the first byte breaks the connection off, so that nobody takes half a file for a whole one. */
export async function sendDownload(
  request: Request,
  reply: Reply,
  { filename, mediaType, write }: DownloadAnswer,
): Promise<void> {
  reply.attachment(filename);
  reply.setHeader("Content-Type", mediaType);
  reply.setHeader("Cache-Control", "no-store");
  if (request.method === "HEAD") {
    reply.end();
    return;
  }
  const out = new PassThrough();
  const sending = pipeline(out, reply);
  try {
    await Promise.all([write(out), sending]);
  } catch (error) {
    // Whoever asked has gone away; nobody is left to be told.
    if (!request.destroyed || !reply.destroyed) throw error;
  }
}
