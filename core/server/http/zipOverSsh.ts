import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

import { linkHeader } from "#core/remote/tunnel/passedHeaders.ts";

/** Bytes up to which an answer takes no longer than its compression would. */
const smallBytes = 32 * 1024;
/** Little work for most of the gain. */
const level = 3;

/** The answer compressed, where it is large and goes over SSH to a server that opens it; else undefined. */
export async function zipOverSsh(
  { headers }: IncomingMessage,
  answer: Uint8Array,
): Promise<Buffer | undefined> {
  const isOverSsh = headers[linkHeader] === "ssh" && headers["accept-encoding"] === "gzip";
  if (!isOverSsh || answer.byteLength <= smallBytes) return undefined;
  return promisify(gzip)(answer, { level });
}
