import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

import { readJson, readToReplace, replaceJson } from "./jsonFile.ts";
import { type PlainObject, emptyObject } from "./plain.ts";

const maxRoots = 100;

/** The folder of Runicorn's settings of this user. */
export function userConfigDir(): string {
  const { env, platform } = process;
  const home = homedir();
  if (platform === "win32") {
    return path.join(env["APPDATA"] || path.join(home, "AppData", "Roaming"), "Runicorn");
  }
  if (platform === "darwin") {
    return path.join(home, "Library", "Application Support", "Runicorn");
  }
  return path.join(env["XDG_CONFIG_HOME"] || path.join(home, ".config"), "runicorn");
}

/** The absolute root: the argument, RUNICORN_DIR, `user_root_dir` of config.json, or `.runicorn` here. */
export function storeRoot(storage?: string): string {
  const chosen = storage || process.env["RUNICORN_DIR"] || configuredRoot() || ".runicorn";
  return path.resolve(chosen.replace(/^~(?=$|[/\\])/, homedir()));
}

/** Adds the root to roots.json, where the editor finds it. Best effort: never throws. */
export function registerRoot(root: string): void {
  if (process.env["RUNICORN_NO_REGISTER"] === "1") return;
  try {
    addRoot(path.join(userConfigDir(), "roots.json"), root);
  } catch {
    // The run is recorded all the same.
  }
}

function addRoot(file: string, root: string): void {
  const document = readToReplace(file);
  const { roots } = document;
  const others = (Array.isArray(roots) ? roots : []).filter(
    (entry): entry is PlainObject =>
      typeof entry === "object" &&
      entry !== null &&
      !Array.isArray(entry) &&
      typeof entry["path"] === "string" &&
      entry["path"] !== root,
  );
  const newest: PlainObject = Object.assign(emptyObject(), {
    path: root,
    last_used: Date.now() / 1000,
  });
  document["roots"] = [newest, ...others].slice(0, maxRoots);
  mkdirSync(path.dirname(file), { recursive: true });
  replaceJson(file, document);
}

function configuredRoot(): string | undefined {
  const root = readJson(path.join(userConfigDir(), "config.json"))["user_root_dir"];
  return typeof root === "string" ? root : undefined;
}
