import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

import { LineReader } from "#core/remote/viewer/lineReader.ts";

import { UsageError } from "./command.ts";

const maxBytes = 1024;
const shape = /^[\w-]{43,128}$/;

/** The token that whoever started us chose: the first line of stdin, so it is in no list of processes. The rest is left there. */
export async function readToken(stdin: Readable, limitMs: number): Promise<string> {
  const reader = new LineReader(stdin, maxBytes);
  const late = sleep(limitMs, undefined, { ref: false });
  const line = (await Promise.race([reader.next(), late])) ?? "";
  const rest = reader.release();
  if (!shape.test(line))
    throw new UsageError("--token-stdin wants a token on the first line of stdin.");
  if (rest.length > 0) stdin.unshift(rest);
  return line;
}
