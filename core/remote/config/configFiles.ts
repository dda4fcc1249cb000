import { existsSync } from "node:fs";
import path from "node:path";

import { ConfigReader } from "./configReader.ts";
import { homeFolder, systemUser } from "./homeFolder.ts";

/** A configuration and the folder its relative paths start from. */
export interface ConfigFile {
  readonly path: string;
  readonly folder: string;
}

/** The person's own configuration. Nobody else's is ever read, a workspace's least of all: a configuration can run commands. */
export function userConfig(env: NodeJS.ProcessEnv): ConfigFile {
  const folder = path.join(homeFolder(env), ".ssh");
  return { path: path.join(folder, "config"), folder };
}

/** The system's, which applies after it. */
export function systemConfig(env: NodeJS.ProcessEnv): ConfigFile {
  const folder =
    process.platform === "win32"
      ? path.join(env["ProgramData"] ?? "C:\\ProgramData", "ssh")
      : "/etc/ssh";
  return { path: path.join(folder, "ssh_config"), folder };
}

/** Whether `env` names another home than the system does. `ssh` itself asks the system only. */
export function isOtherHome(env: NodeJS.ProcessEnv): boolean {
  return homeFolder(env) !== systemUser()?.home;
}

/** Options that make `ssh` read the configuration of `env`'s home. Throws `invalid_parameters` where others can write it. */
export async function configOptions(env: NodeJS.ProcessEnv): Promise<string[]> {
  if (!isOtherHome(env)) return [];
  const { path } = userConfig(env);
  if (!existsSync(path)) return ["-F", "none"];
  // Of a file that it is given, ssh does not ask whose it is.
  await new ConfigReader(homeFolder(env)).lines(path, 0);
  return ["-F", path];
}
