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

/**
 * Divides the archive's files that the runs `dirs` refer to. `others` are the directories of all other runs, those in the
 * recycle bin included; they are only read when there is something to divide. Where one of them does not let it be known
 * what it needs, everything stays.
 */
export async function shareOfArchive(
  root: string,
  dirs: Iterable<string>,
  others: () => Iterable<string>,
): Promise<ArchiveShare> {
  const ours = new Set<string>();
  for (const dir of dirs) {
    for (const file of archiveFilesOf(root, path.join(root, dir)) ?? []) ours.add(file);
    await turn();
  }
  const kept = new Set<string>();
  if (ours.size > 0) {
    for (const dir of others()) {
      for (const file of archiveFilesOf(root, path.join(root, dir)) ?? ours)
        if (ours.has(file)) kept.add(file);
      await turn();
    }
  }
  const now = Date.now() / 1000;
  const freed: string[] = [];
  let bytes = 0;
  for (const file of ours) {
    if (kept.has(file)) continue;
    const size = removableBytes(root, file, now);
    if (size === undefined) continue;
    freed.push(file);
    bytes += size;
  }
  return { freed, kept: [...kept], bytes };
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
