import { execFile } from "node:child_process";

const patience = 10_000;

/** What a program prints, without the last line end; undefined where it is missing, fails or takes over 10 seconds. */
export function runTool(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, args, { env, timeout: patience, windowsHide: true }, (error, stdout) => {
      resolve(error ? undefined : stdout.trim());
    });
  });
}
