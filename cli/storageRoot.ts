import path from "node:path";

import { homeFolder } from "#core/settings/homeFolder.ts";
import { Settings } from "#core/settings/settings.ts";
import { settingsFolder } from "#core/settings/settingsFolder.ts";

import type { Io } from "./command.ts";

/** A store's root and what decided it. */
export interface StorageRoot {
  readonly root: string;
  readonly source: "--storage" | "RUNICORN_DIR" | "user_root_dir" | "default";
}

/** The root the SDKs would write to: argument, `RUNICORN_DIR`, the user's setting, `./.runicorn`. */
export async function storageRoot(
  storage: string | undefined,
  { env, cwd }: Pick<Io, "env" | "cwd">,
): Promise<StorageRoot> {
  const resolve = (place: string) => resolveFolder(place, { env, cwd });
  if (storage) return { root: resolve(storage), source: "--storage" };
  if (env["RUNICORN_DIR"]) return { root: resolve(env["RUNICORN_DIR"]), source: "RUNICORN_DIR" };
  const { user_root_dir } = await new Settings(settingsFolder(env)).config.read();
  if (user_root_dir) return { root: resolve(user_root_dir), source: "user_root_dir" };
  return { root: path.join(cwd, ".runicorn"), source: "default" };
}

/** The absolute folder a person means; `~` reaches us from `--option=~/folder`, which no shell replaces. */
export function resolveFolder(place: string, { env, cwd }: Pick<Io, "env" | "cwd">): string {
  return path.resolve(
    cwd,
    place.replace(/^~(?=$|[/\\])/, () => homeFolder(env)),
  );
}
