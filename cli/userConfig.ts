import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import * as z from "zod";

import { RunicornError } from "#core/protocol/errors.ts";

/** The part of the user's `config.json` we know; the Python Runicorn keeps more in it. */
const UserConfig = z.looseObject({ user_root_dir: z.string().nullish().catch(undefined) });
type UserConfig = z.infer<typeof UserConfig>;

export function userConfigFile(env: NodeJS.ProcessEnv): string {
  return path.join(userConfigFolder(env), "config.json");
}

/** The user's settings; `{}` where there are none. */
export async function readUserConfig(env: NodeJS.ProcessEnv): Promise<UserConfig> {
  return (await load(userConfigFile(env))) ?? {};
}

/** Changes some settings and keeps all others. */
export async function updateUserConfig(env: NodeJS.ProcessEnv, change: UserConfig): Promise<void> {
  const file = userConfigFile(env);
  const before = await load(file);
  if (before === undefined) {
    throw new RunicornError(
      "invalid_request",
      `${file} is not valid JSON; repair or remove it first, nothing was changed.`,
    );
  }
  await mkdir(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, `${JSON.stringify({ ...before, ...change }, null, 2)}\n`, {
    mode: 0o600,
  });
  await rename(temporary, file);
}

/** `{}` for a missing file, undefined for one that is damaged. */
async function load(file: string): Promise<UserConfig | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (isMissing(error)) return {};
    throw error;
  }
  try {
    return UserConfig.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function userConfigFolder(env: NodeJS.ProcessEnv): string {
  const home = env["HOME"] || os.homedir();
  if (process.platform === "win32") {
    return path.join(env["APPDATA"] || path.join(home, "AppData", "Roaming"), "Runicorn");
  }
  if (process.platform === "darwin") {
    return path.join(home, "Library", "Application Support", "Runicorn");
  }
  return path.join(env["XDG_CONFIG_HOME"] || path.join(home, ".config"), "runicorn");
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
