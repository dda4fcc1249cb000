import { spawnSync } from "node:child_process";

import { plainText } from "../plain.ts";

/** What a program said, and whether that was more than was asked for. */
export interface Answer {
  readonly output: Buffer;
  readonly truncated: boolean;
}

/** How a program is asked. */
export interface Question {
  readonly folder?: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
  readonly milliseconds: number;
  readonly maxBytes: number;
}

/** A program's answer, without a shell. Throws an error that says why there is none. Blocks: for the background. */
export function runCommand(
  program: string,
  args: readonly string[],
  { folder, env, milliseconds, maxBytes }: Question,
): Answer {
  const what = args.find((argument) => /^[a-z]/.test(argument) && !argument.includes("=")) ?? "";
  if (milliseconds <= 0) throw new Error(`no time was left for ${program} ${what}`.trim());
  const { stdout, stderr, status, error } = spawnSync(program, args, {
    cwd: folder,
    env: { ...process.env, LC_ALL: "C", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: milliseconds,
    killSignal: "SIGKILL",
    maxBuffer: maxBytes,
    windowsHide: true,
  });
  const code = error !== undefined && "code" in error ? error.code : undefined;
  if (code === "ENOBUFS") return { output: stdout.subarray(0, maxBytes), truncated: true };
  if (code === "ETIMEDOUT") {
    const seconds = Math.round(milliseconds / 1000);
    throw new Error(`${program} ${what} took longer than ${seconds} s`);
  }
  if (error !== undefined) throw new Error(`${program} cannot be run: ${plainText(error.message)}`);
  if (status !== 0) throw new Error(reasonOf(stderr) ?? `${program} ${what} ended with ${status}`);
  return { output: stdout, truncated: false };
}

function reasonOf(complaint: Buffer): string | undefined {
  const lines = complaint.toString("utf8").split("\n");
  return lines.find((line) => /^(?:fatal|error):/.test(line))?.trim();
}
