import { createHash } from "node:crypto";
import { realpath, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { storeFolderName } from "./findStores.ts";
import { readRegisteredRoots, readUserRoot } from "./userConfig.ts";

/** A store to show. */
export interface StoreRoot {
  /** `local-` and 16 hex digits of the hash of the real path: the id the viewer gives the store, too. */
  readonly id: string;
  readonly path: string;
  readonly label: string;
}

/** What decides which stores are shown. Read again at each look. */
export interface RootInputs {
  /** Absolute paths of the workspace folders. */
  workspaceFolders(): readonly string[];
  /** Setting `runicorn.storage.roots`; `~` and paths relative to the first workspace folder are allowed. */
  configuredRoots(): readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where `config.json` and `roots.json` lie. */
  readonly configDir: string;
  /** Where the demo writes when no folder is open. */
  readonly demoRoot: string;
}

/** Stores found by one look. `offered` lie outside the workspace; scripts have written to them. */
export interface FoundRoots {
  readonly shown: readonly StoreRoot[];
  readonly offered: readonly StoreRoot[];
}

/** Looks for stores in every place it may be named in, besides those found `inWorkspace`. Only those that exist count; the first mention of one decides its label. */
export async function findRoots(
  inputs: RootInputs,
  inWorkspace: readonly string[],
): Promise<FoundRoots> {
  const folders = inputs.workspaceFolders();
  const named: readonly (string | undefined)[] = [
    ...inputs.configuredRoots().map((root) => resolveRoot(root, folders[0])),
    inputs.env.RUNICORN_DIR ? resolveRoot(inputs.env.RUNICORN_DIR, folders[0]) : undefined,
    await readUserRoot(inputs.configDir),
    inputs.demoRoot,
  ];
  const registered = await readRegisteredRoots(inputs.configDir);
  const inside = registered.filter((root) => folders.some((folder) => contains(folder, root)));
  const shown = await existing(
    [...named.filter((root) => root !== undefined), ...inWorkspace, ...inside],
    folders,
  );
  const known = new Set(shown.map((root) => root.id));
  const offered = (await existing(registered, folders)).filter((root) => !known.has(root.id));
  return { shown, offered };
}

async function existing(
  paths: readonly string[],
  folders: readonly string[],
): Promise<readonly StoreRoot[]> {
  const roots = await Promise.all(paths.map((root) => describeRoot(root, folders)));
  const byId = new Map<string, StoreRoot>();
  for (const root of roots) {
    if (root !== undefined && !byId.has(root.id)) byId.set(root.id, root);
  }
  return [...byId.values()];
}

async function describeRoot(
  root: string,
  folders: readonly string[],
): Promise<StoreRoot | undefined> {
  try {
    if (!(await stat(root)).isDirectory()) return undefined;
    return { id: sourceId(await realpath(root)), path: root, label: labelOf(root, folders) };
  } catch {
    return undefined;
  }
}

export function sourceId(realPath: string): string {
  return `local-${createHash("sha256").update(realPath).digest("hex").slice(0, 16)}`;
}

function resolveRoot(root: string, base: string | undefined): string | undefined {
  if (root === "~" || root.startsWith("~/")) return path.join(os.homedir(), root.slice(1));
  if (path.isAbsolute(root)) return path.normalize(root);
  return base === undefined ? undefined : path.join(base, root);
}

function contains(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** Below a workspace folder the part that tells it from the others, elsewhere the path with `~`; without `.runicorn`. */
function labelOf(root: string, folders: readonly string[]): string {
  const place = path.basename(root) === storeFolderName ? path.dirname(root) : root;
  const folder = folders.find((f) => contains(f, place));
  if (folder !== undefined) return path.relative(path.dirname(folder), place);
  const home = os.homedir();
  return contains(home, place) ? path.join("~", path.relative(home, place)) : place;
}
