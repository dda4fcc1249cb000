import { lstatSync } from "node:fs";

import {
  readAndStamp,
  type RunFiles,
  type RunStamp,
  stampRun,
} from "#core/store/files/runFiles.ts";

import { findRuns, type RunPlace } from "./runDirectories.ts";

/** A run directory with the names in it, as far as they can be listed. */
export interface FoundRun {
  readonly place: RunPlace;
  readonly names: readonly string[] | undefined;
}

/** A run directory as it lies there now; `stamp` says whether it is marked as deleted. */
export interface SeenRun {
  readonly place: RunPlace;
  readonly stamp: RunStamp;
  /** Where they were read at once. */
  readonly files: RunFiles | undefined;
}

/** Every run directory below `from`, a directory relative to the root. `onFolder` hears of those in which runs may appear. */
export function* foundRuns(
  root: string,
  from: string,
  onFolder: (dir: string) => void,
): Generator<FoundRun> {
  if (!isDirectory(absolute(root, from))) return;
  for (const found of findRuns(root, from)) {
    if (found.kind === "folder") onFolder(found.dir);
    else yield found;
  }
}

/** Looks at a run. `isUnknown`: nothing is known of it yet, so its files are read at once. */
export function seeRun(root: string, { place, names }: FoundRun, isUnknown: boolean): SeenRun {
  const directory = absolute(root, place.dir);
  if (isUnknown && names && !names.includes(".deleted")) {
    return { place, ...readAndStamp(directory, names) };
  }
  return { place, stamp: stampRun(directory, names), files: undefined };
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
