import { readFile } from "node:fs/promises";
import path from "node:path";

import * as z from "zod";

const ConfigFile = z.looseObject({ user_root_dir: z.string().nullish().catch(undefined) });

/** `user_root_dir` of `config.json`, where there is a readable one. */
export async function readUserRoot(configDir: string): Promise<string | undefined> {
  const parsed = ConfigFile.safeParse(await readJson(path.join(configDir, "config.json")));
  return (parsed.success && parsed.data.user_root_dir) || undefined;
}

const Entry = z.object({ path: z.string().min(1).max(4096), last_used: z.number().catch(0) });
const RegistryFile = z.looseObject({ roots: z.array(z.unknown()) });

/** Absolute paths of the stores that training scripts have written to, newest first. */
export async function readRegisteredRoots(configDir: string): Promise<string[]> {
  const file = RegistryFile.safeParse(await readJson(path.join(configDir, "roots.json")));
  if (!file.success) return [];
  return file.data.roots
    .map((entry) => Entry.safeParse(entry).data)
    .filter((entry) => entry !== undefined)
    .filter((entry) => path.isAbsolute(entry.path))
    .toSorted((a, b) => b.last_used - a.last_used)
    .slice(0, 100)
    .map((entry) => entry.path);
}

/** A file that is missing, unreadable or not JSON reads as undefined: another program may be writing it. */
async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as unknown;
  } catch {
    return undefined;
  }
}
