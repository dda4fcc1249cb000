import { type ChildProcessByStdio, spawn } from "node:child_process";
import path from "node:path";
import type { Readable } from "node:stream";

import { plainText } from "../plain.ts";

/** What a program said, and whether that was more than was asked for. */
export interface Answer {
  readonly output: Buffer;
  readonly truncated: boolean;
}

const maxComplaintBytes = 65_536;

/** How a program is asked. */
export interface Question {
  readonly folder?: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
  readonly milliseconds: number;
  readonly maxBytes: number;
}

/**
 * A program's answer, without a shell. Rejects with an error that says why there is none. One that hangs in a driver is
 * not waited for any longer, and neither it nor the wait keeps the process alive.
 */
export function runCommand(
  program: string,
  args: readonly string[],
  { folder, env, milliseconds, maxBytes }: Question,
): Promise<Answer> {
  const verb = args.find((argument) => /^[a-z]/.test(argument) && !argument.includes("=")) ?? "";
  const what = `${path.parse(program).name} ${verb}`.trim();
  return new Promise((resolve, reject) => {
    if (milliseconds <= 0) throw new Error(`no time was left for ${what}`);
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...process.env, LC_ALL: "C", ...env },
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    // Where no descriptors were left there are no streams, and the error follows.
    if (!("on" in ((child.stdout as Readable | undefined) ?? {}))) {
      child.once("error", reject);
      return;
    }
    const [output, complaint] = [new Collected(maxBytes), new Collected(maxComplaintBytes)];
    const end = (action: () => void) => {
      clearTimeout(patience);
      letGo(child);
      action();
    };
    const patience = setTimeout(() => {
      const seconds = Math.round(milliseconds / 1000);
      end(() => reject(new Error(`${what} took longer than ${seconds} s`)));
    }, milliseconds).unref();
    unref(child);
    child.stderr.on("data", (bytes: Buffer) => complaint.add(bytes));
    child.stdout.on("data", (bytes: Buffer) => {
      output.add(bytes);
      if (output.isFull) end(() => resolve({ output: output.bytes, truncated: true }));
    });
    child.once("error", (error) =>
      end(() =>
        reject(new Error(`${path.parse(program).name} cannot be run: ${plainText(error.message)}`)),
      ),
    );
    child.once("close", (status) =>
      end(() => {
        if (status === 0) resolve({ output: output.bytes, truncated: false });
        else {
          const reason = reasonOf(complaint.bytes);
          reject(new Error(reason ?? `${what} ended with ${status}`));
        }
      }),
    );
  });
}

/** Bytes of a stream, at most so many. */
class Collected {
  readonly #limit: number;
  readonly #chunks: Buffer[] = [];
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether there was more. */
  get isFull(): boolean {
    return this.#length > this.#limit;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks).subarray(0, this.#limit);
  }

  add(bytes: Buffer): void {
    if (this.isFull) return;
    this.#chunks.push(bytes);
    this.#length += bytes.length;
  }
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

function unref(child: Child): void {
  child.unref();
  for (const stream of [child.stdout, child.stderr]) {
    if ("unref" in stream && typeof stream.unref === "function") stream.unref();
  }
}

/** It is of no interest any more, whether it has ended or not. */
function letGo(child: Child): void {
  child.stdout.destroy();
  child.stderr.destroy();
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
}

function reasonOf(complaint: Buffer): string | undefined {
  const lines = complaint.toString("utf8").split("\n");
  return lines.find((line) => /^(?:fatal|error):/.test(line))?.trim();
}
