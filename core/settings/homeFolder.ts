import os from "node:os";

/** The person's home, as their programs are told. */
export function homeFolder(env: NodeJS.ProcessEnv): string {
  return env["HOME"] || os.homedir();
}
