import { Readable } from "node:stream";

import type { ClientChannel } from "ssh2";

import { RunicornError } from "#core/protocol/errors.ts";

import type { Exit } from "./exitOf.ts";
import type { RunOptions, RunResult } from "./sshLink.ts";

export interface CollectOptions {
  readonly input: RunOptions["input"];
  readonly maxBytes: number;
  /** Closes the channel. */
  readonly signal: AbortSignal;
}

/** Feeds a command and keeps what it says until it ends. */
export function collectOutput(
  channel: ClientChannel,
  exit: Promise<Exit | undefined>,
  { input, maxBytes, signal }: CollectOptions,
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let left = maxBytes;
    const giveUp = (error: unknown) => {
      channel.close();
      channel.resume();
      channel.stderr.resume();
      reject(error);
    };
    const keep = (chunks: Buffer[]) => (chunk: Buffer) => {
      left -= chunk.length;
      if (left >= 0) chunks.push(chunk);
      else giveUp(unavailable(`The command said more than ${maxBytes} bytes.`));
    };
    const abort = () => giveUp(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    channel.on("data", keep(stdout));
    channel.stderr.on("data", keep(stderr));
    void exit.then((end) => {
      signal.removeEventListener("abort", abort);
      if (!end) reject(unavailable("The connection ended before the command did."));
      else {
        const { code } = end;
        resolve({ code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) });
      }
    });
    if (input instanceof Readable) {
      input.on("error", giveUp);
      channel.on("close", () => input.unpipe(channel).resume());
      input.pipe(channel);
    } else {
      channel.end(input);
    }
  });
}

function unavailable(message: string): RunicornError {
  return new RunicornError("service_unavailable", message);
}
