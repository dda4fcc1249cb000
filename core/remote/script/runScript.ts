import { randomBytes } from "node:crypto";

import type { SshLink } from "../ssh/sshLink.ts";
import { composeScript, scriptCommand } from "./composeScript.ts";
import { parseReply, type ScriptRecord } from "./parseReply.ts";
import { unfinished } from "./unfinished.ts";

const maxBytes = 8 * 1024 * 1024;

/**
 * Runs one of our scripts on the other machine, whatever its login shell and their startup files are like.
 * @param files the script: it defines `main`, which gets the parameters byte for byte and answers by `reply`.
 * @param limitMs milliseconds for all of it, startup files included.
 * @returns its records, in the order they were answered.
 * @throws RunicornError `service_unavailable` where it did not come to its end, and what the link throws.
 */
export async function runScript(
  link: Pick<SshLink, "run">,
  files: string | readonly string[],
  parameters: readonly string[] = [],
  { limitMs = 20_000, signal }: { limitMs?: number; signal?: AbortSignal } = {},
): Promise<readonly ScriptRecord[]> {
  const nonce = randomBytes(16).toString("hex");
  const input = await composeScript(files, parameters, { nonce, input: "nothing" });
  const limits = { limitMs, maxBytes, ...(signal === undefined ? {} : { signal }) };
  const { stdout, stderr } = await link.run(scriptCommand, { input, ...limits });
  const records = parseReply(stdout, nonce);
  if (records.at(-1)?.[0] !== "end") throw unfinished(stderr);
  return records.slice(0, -1);
}
