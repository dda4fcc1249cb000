import { lstatSync, realpathSync, type Stats } from "node:fs";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";
import { archiveFilesOf } from "#core/store/edit/archiveFiles.ts";

import type { FileAnswer } from "./mount.ts";

/** What assets.json calls a file of the archive, wherever the store was when it was written. */
const archived = /(?:^|[\\/])(archive[\\/](?:blobs|manifests|outputs)[\\/].+)$/s;

/**
 * A file that a run's assets.json refers to, of the store's archive or of the run's own folder. `named` is as it is written
 * there. Throws `not_found`.
 */
export function archivedFile(
  root: string,
  runDirectory: string,
  named: string,
  filename: string | undefined,
): FileAnswer {
  const file = ofArchive(root, runDirectory, named) ?? ofRun(runDirectory, named);
  const stat = file === undefined ? undefined : plainFile(file);
  if (file === undefined || !stat) {
    throw new RunicornError("not_found", "The run refers to no such file, or it has gone.");
  }
  return {
    path: file,
    mediaType: "application/octet-stream",
    isInline: false,
    filename: filename ?? path.basename(file),
    etag: `"${stat.size.toString(36)}-${Math.round(stat.mtimeMs).toString(36)}"`,
  };
}

function ofArchive(root: string, runDirectory: string, named: string): string | undefined {
  const file = archived.exec(named)?.[1]?.replaceAll("\\", "/");
  if (file === undefined) return undefined;
  const isReferredTo = archiveFilesOf(root, runDirectory)?.has(file) ?? false;
  return isReferredTo ? path.join(root, file) : undefined;
}

/** Of what a run's folder holds, the files that are no secret of the writing process. */
function ofRun(runDirectory: string, named: string): string | undefined {
  const file = path.resolve(runDirectory, named);
  const inside = path.relative(runDirectory, file);
  const isInside = inside !== "" && !path.isAbsolute(inside);
  const isOpen = inside.split(path.sep).every((name) => !name.startsWith("."));
  return isInside && isOpen ? file : undefined;
}

function plainFile(file: string): Stats | undefined {
  try {
    const stat = lstatSync(file);
    return stat.isFile() && realpathSync(file) === file ? stat : undefined;
  } catch {
    return undefined;
  }
}
