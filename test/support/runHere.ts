import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";

import { dispatch } from "#cli/dispatch.ts";

/** Runs a command of `runicorn` in this process, which takes milliseconds, with a home of its own. */
export async function runHere(
  args: string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const written = Promise.all([text(stdout), text(stderr)]);
  const code = await dispatch(args, {
    stdin,
    stdout,
    stderr,
    env: { PATH: process.env["PATH"], HOME: cwd, XDG_RUNTIME_DIR: "", ...env },
    cwd,
    signal: AbortSignal.timeout(20_000),
  });
  stdout.end();
  stderr.end();
  const [output, errors] = await written;
  return { code, stdout: output, stderr: errors };
}
