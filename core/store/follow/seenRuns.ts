import { lstatSync } from "node:fs";

import {
  readAndStamp,
  type RunFiles,
  type RunStamp,
  stampRun,
} from "#core/store/files/runFiles.ts";

import { findRuns, type RunPlace } from "./runDirectories.ts";

/** A run directory as it lies there now. */
export interface SeenRun {
  readonly place: RunPlace;
  readonly stamp: RunStamp;
  /** Where they were read at once. */
  readonly files: RunFiles | undefined;
}

export interface SeenListener {
  /** Whether nothing is known of the run yet: its files are then read at once. */
  isUnknown(dir: string): boolean;
  /** A directory in which runs may appear. */
  onFolder(dir: string): void;
  /** A run with or without the mark of deletion. */
  onMark(place: RunPlace, isMarked: boolean): void;
}

/** Looks at every run below `from`, a directory relative to the root, that is not marked as deleted. */
export function* seenRuns(root: string, from: string, listener: SeenListener): Generator<SeenRun> {
  if (!isDirectory(absolute(root, from))) return;
  for (const found of findRuns(root, from)) {
    if (found.kind === "folder") {
      listener.onFolder(found.dir);
      continue;
    }
    const { names, place } = found;
    const directory = absolute(root, place.dir);
    const isRead =
      names !== undefined && !names.includes(".deleted") && listener.isUnknown(place.dir);
    const { stamp, files } = isRead
      ? readAndStamp(directory, names)
      : { stamp: stampRun(directory, names), files: undefined };
    listener.onMark(place, stamp.deleted);
    if (!stamp.deleted) yield { place, stamp, files };
  }
}

/** A directory of a root. */
export function absolute(root: string, dir: string): string {
  return dir === "" ? root : `${root}/${dir}`;
}

function isDirectory(directory: string): boolean {
  try {
    return lstatSync(directory, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}
