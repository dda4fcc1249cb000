import { type Dirent, readdirSync } from "node:fs";
import path from "node:path";
import type { Writable } from "node:stream";

import type { ArchiveFormat } from "#core/protocol/archive.ts";
import { isMissing } from "#core/store/files/regularFile.ts";

import { type NamedFile, packFiles } from "./packFiles.ts";
import { staysBehind } from "./staysBehind.ts";

/** Writes runs into `out` as one archive. `dirs` are relative to `root`, and so are the names in it. Rejects when `out` closes early. */
export function exportRuns(
  root: string,
  dirs: readonly string[],
  format: ArchiveFormat,
  out: Writable,
): Promise<void> {
  function* files() {
    for (const dir of dirs) yield* filesIn(root, dir);
  }
  return packFiles(files(), format, out);
}

/** The regular files below a directory. */
function* filesIn(root: string, dir: string): Generator<NamedFile> {
  for (const entry of entriesOf(path.join(root, dir)).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = `${dir}/${entry.name}`;
    if (staysBehind(entry.name)) continue;
    if (entry.isDirectory()) yield* filesIn(root, name);
    else if (entry.isFile()) yield { path: path.join(root, name), name };
  }
}

/** None of a directory that has gone since. */
function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
