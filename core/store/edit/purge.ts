import { readdirSync, rmSync, rmdirSync } from "node:fs";
import path from "node:path";
import { setImmediate as turn } from "node:timers/promises";

import { changing } from "#core/store/files/replaceJson.ts";

import { archiveFilesOf, removableBytes, removeArchiveFile } from "./archiveFiles.ts";
import { isMarked } from "./deletedMark.ts";

/** What of the archive only the purged runs refer to, and what others still need. */
export interface ArchiveShare {
  readonly freed: string[];
  readonly kept: string[];
  readonly bytes: number;
}

/** The share of all, and that of each directory: what several refer to is freed with the last of them. */
export interface ArchiveShares extends ArchiveShare {
  readonly byDir: ReadonlyMap<string, ArchiveShare>;
}

/**
 * Divides the archive's files that the runs `dirs` refer to. `others` are the directories of all other runs, those in the
 * recycle bin included; they are only read when there is something to divide. Where one of them does not let it be known
 * what it needs, everything stays.
 */
export async function sharesOfArchive(
  root: string,
  dirs: Iterable<string>,
  others: () => Iterable<string>,
): Promise<ArchiveShares> {
  const referred = new Map<string, ReadonlySet<string>>();
  const lastOf = new Map<string, string>();
  for (const dir of dirs) {
    const files = archiveFilesOf(root, path.join(root, dir)) ?? new Set<string>();
    referred.set(dir, files);
    for (const file of files) lastOf.set(file, dir);
    await turn();
  }
  const kept = new Set<string>();
  if (lastOf.size > 0) {
    for (const dir of others()) {
      for (const file of archiveFilesOf(root, path.join(root, dir)) ?? lastOf.keys())
        if (lastOf.has(file)) kept.add(file);
      await turn();
    }
  }
  const now = Date.now() / 1000;
  const sizes = new Map<string, number>();
  for (const file of lastOf.keys()) {
    const size = kept.has(file) ? undefined : removableBytes(root, file, now);
    if (size !== undefined) sizes.set(file, size);
  }
  const byDir = new Map<string, ArchiveShare>();
  for (const [dir, files] of referred) {
    const freed = [...files].filter((file) => sizes.has(file) && lastOf.get(file) === dir);
    const isKept = (file: string) =>
      kept.has(file) || (sizes.has(file) && lastOf.get(file) !== dir);
    byDir.set(dir, { freed, kept: [...files].filter(isKept), bytes: sum(freed, sizes) });
  }
  const freed = [...sizes.keys()];
  return { freed, kept: [...kept], bytes: sum(freed, sizes), byDir };
}

function sum(files: readonly string[], sizes: ReadonlyMap<string, number>): number {
  return files.reduce((bytes, file) => bytes + (sizes.get(file) ?? 0), 0);
}

/** Removes files of the archive, but for those that somebody has found a use for meanwhile. */
export function freeArchive(root: string, files: readonly string[]): void {
  const now = Date.now() / 1000;
  changing(() => {
    for (const file of files)
      if (removableBytes(root, file, now) !== undefined) removeArchiveFile(root, file);
  });
}

/** What tells that a directory is a run, how it ended and what of the archive it needs; with the mark it stays in the bin. */
const lastFiles = ["assets.json", "status.json", "meta.json", ".deleted"];

/** Removes all of a marked run but what a later purge needs to go on where this one may break off. */
export function emptyRun(directory: string): void {
  if (!isMarked(directory)) throw new Error(`${directory} is not marked as deleted`);
  changing(() => {
    for (const name of readdirSync(directory)) {
      if (lastFiles.includes(name)) continue;
      rmSync(path.join(directory, name), { recursive: true, force: true });
    }
  });
}

/** Removes an emptied run. The mark goes last, so that a half-removed run never shows up again. */
export function removeRun(directory: string): void {
  changing(() => {
    for (const name of lastFiles) {
      rmSync(path.join(directory, name), { recursive: true, force: true });
    }
    rmdirSync(directory);
  });
}
