import { createHash, randomBytes } from "node:crypto";
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  rmdirSync,
} from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";

import { RunicornError } from "#core/protocol/errors.ts";
import { findProcess } from "#core/store/follow/liveness.ts";
import { isRun } from "#core/store/follow/runDirectories.ts";

import { type ArchivedRun, runIn } from "./archivedRun.ts";
import { type ArchiveEntry, invalidArchive } from "./archiveEntry.ts";
import { draftsFolder } from "./draftsFolder.ts";
import { staysBehind } from "./staysBehind.ts";

/**
 * Unpacks runs of an archive into `root`: into a folder of its own first, then each by one rename, so that no run is ever
 * seen half. Returns the directories of those that have come. Throws `invalid_archive`, and whatever the disk says.
 */
export async function importRuns(
  root: string,
  entries: AsyncIterable<ArchiveEntry>,
  runs: ReadonlyMap<string, ArchivedRun>,
  signal?: AbortSignal,
): Promise<string[]> {
  mkdirSync(root, { recursive: true });
  const drafts = path.join(root, draftsFolder);
  sweep(drafts);
  const draft = path.join(drafts, `${process.pid}-${host()}-${randomBytes(6).toString("hex")}`);
  mkdirSync(draft, { recursive: true });
  if (realpathSync(drafts) !== drafts)
    throw invalidArchive(`a link is where ${draftsFolder} belongs`);
  try {
    const draftOf = new Map([...runs.keys()].map((from, i) => [from, path.join(draft, String(i))]));
    for await (const entry of entries) {
      signal?.throwIfAborted();
      const run = runIn(runs, entry.segments.join("/"));
      const folder = run && draftOf.get(run.from);
      if (!run || folder === undefined) continue;
      const inside = entry.segments.slice(run.from.split("/").length);
      if (inside.some(staysBehind)) continue;
      await unpack(entry, path.join(folder, ...inside), signal);
    }
    signal?.throwIfAborted();
    const come: string[] = [];
    for (const [from, { dir }] of runs) {
      const folder = draftOf.get(from);
      if (folder !== undefined && isRun(folder) && moveIn(root, folder, dir)) come.push(dir);
    }
    return come;
  } finally {
    rmSync(draft, { recursive: true, force: true });
    removeIfEmpty(drafts);
  }
}

async function unpack(entry: ArchiveEntry, file: string, signal?: AbortSignal): Promise<void> {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    await pipeline(await entry.open(), createWriteStream(file, { flags: "wx" }), { signal });
  } catch (error) {
    // One that is a folder, too, or is called the same as another where case does not count; or too long a path.
    if (!isObstacle(error)) throw error;
    const name = JSON.stringify(entry.segments.join("/").slice(0, 200));
    throw invalidArchive(`a file in it has no place beside the others (${name})`, error);
  }
}

function isObstacle(error: unknown): boolean {
  const codes: unknown[] = ["EEXIST", "EISDIR", "ENOTDIR", "ENOTEMPTY", "ENAMETOOLONG"];
  return error instanceof Error && "code" in error && codes.includes(error.code);
}

/** Another import may still need the folder. */
export function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It is not empty, or not there.
  }
}

/** False where another run has come to be there since. */
function moveIn(root: string, folder: string, dir: string): boolean {
  const to = path.join(root, ...dir.split("/"));
  let above = path.dirname(to);
  while (!existsSync(above)) above = path.dirname(above);
  if (realpathSync(above) !== above)
    throw new RunicornError("conflict", `A link leads away from where ${dir} belongs.`);
  for (; above !== root; above = path.dirname(above)) if (isRun(above)) return false;
  try {
    mkdirSync(path.dirname(to), { recursive: true });
    if (existsSync(to)) return false;
    renameSync(folder, to);
    return true;
  } catch (error) {
    // Another process may have put it there since.
    if (isRun(to)) return false;
    if (!isObstacle(error)) throw error;
    throw new RunicornError("conflict", `A file of the store is where ${dir} belongs.`, {
      cause: error,
    });
  }
}

/** Removes what a process of this machine that is gone has left: of another machine's nothing is known here. */
function sweep(drafts: string): void {
  for (const name of existsSync(drafts) ? readdirSync(drafts) : []) {
    const [, pid = "", of] = /^(\d+)-([0-9a-f]{8})-[0-9a-f]{12}$/.exec(name) ?? [];
    if (of === host() && !findProcess(Number(pid)))
      rmSync(path.join(drafts, name), { recursive: true, force: true });
  }
}

/** This machine's name as it may stand in that of a folder. */
function host(): string {
  return createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
}
