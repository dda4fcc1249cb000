import { randomBytes } from "node:crypto";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

import { RunicornError } from "#core/protocol/errors.ts";

import type { RemoteProcess, SshLink } from "../ssh/sshLink.ts";
import { composeScript, scriptCommand } from "./composeScript.ts";
import { parseReply, type ScriptRecord } from "./parseReply.ts";
import { takeUntil } from "./takeUntil.ts";
import { unfinished } from "./unfinished.ts";

export interface StartedScript {
  /** Its input and output are the script's own: nothing of what came before is left in them. */
  readonly process: RemoteProcess;
  /** What the script answered before it was ready. */
  readonly records: readonly ScriptRecord[];
}

/**
 * Starts one of our scripts that goes on: that becomes another program, or takes bytes on its input. Some shells read ahead
 * of the line they are at, so nothing may be written before the script has called `ready`, which is when this resolves.
 * @throws RunicornError `service_unavailable` where it ended before, `connection_timeout` after `limitMs`, and what the link throws.
 */
export async function startScript(
  link: Pick<SshLink, "start">,
  files: string | readonly string[],
  parameters: readonly string[] = [],
  { limitMs = 20_000, signal }: { limitMs?: number; signal?: AbortSignal } = {},
): Promise<StartedScript> {
  const nonce = randomBytes(16).toString("hex");
  const input = await composeScript(files, parameters, { nonce, input: "channel" });
  const process = await link.start(scriptCommand);
  const timeout = AbortSignal.timeout(limitMs);
  const complaints = listen(process.stderr);
  // Where the shell has ended there is nobody to write to; that is seen by its output.
  const ignore = () => {};
  process.stdin.on("error", ignore);
  try {
    process.stdin.write(input);
    const mark = Buffer.from(`${nonce}\tready\n`);
    const until = signal ? AbortSignal.any([timeout, signal]) : timeout;
    const printed = await takeUntil(process.stdout, mark, until);
    if (printed) {
      process.stdin.off("error", ignore);
      return { process, records: parseReply(printed, nonce) };
    }
    // The other stream may end a moment later.
    await Promise.race([process.ended, sleep(1000, undefined, { ref: false })]);
    throw unfinished(complaints.last);
  } catch (error) {
    process.close();
    if (!timeout.aborted) throw error;
    throw new RunicornError(
      "connection_timeout",
      `The other machine did not begin to run our script within ${limitMs / 1000} seconds.`,
    );
  } finally {
    complaints.stop();
  }
}

/** Keeps the end of what a stream says, until somebody else listens. */
function listen(stream: Readable): { readonly last: Buffer; stop(): void } {
  let last: Buffer = Buffer.alloc(0);
  const read = () => {
    for (let chunk: Buffer | null; (chunk = stream.read() as Buffer | null) !== null;) {
      last = Buffer.concat([last, chunk]).subarray(-4096);
    }
  };
  stream.on("readable", read);
  return {
    get last() {
      return last;
    },
    stop: () => void stream.off("readable", read),
  };
}
