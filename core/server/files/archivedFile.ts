import { type Dirent, lstatSync, readdirSync, realpathSync, type Stats } from "node:fs";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";
import type { DownloadAnswer } from "#core/server/http/download.ts";
import type { FileAnswer } from "#core/server/http/mount.ts";
import { entrySegments } from "#core/store/archive/archiveEntry.ts";
import { type NamedFile, packFiles } from "#core/store/archive/packFiles.ts";
import { archiveFilesOf } from "#core/store/edit/archiveFiles.ts";
import { readManifest } from "#core/store/edit/archiveManifest.ts";

/** What assets.json calls a file of the archive, wherever the store was when it was written. */
const archived = /(?:^|[\\/])(archive[\\/](?:blobs|manifests|outputs)[\\/].+)$/s;

export interface ArchivedFileOptions {
  readonly root: string;
  readonly runDirectory: string;
  /** What the file is to be called; by itself as it is. */
  readonly filename: string | undefined;
}

/**
 * A file that a run's assets.json refers to, of the store's archive or of the run's own folder. A folder, and what a manifest
 * stands for, comes as a ZIP archive. `named` is as it is written there. Throws `not_found`.
 */
export function archivedFile(
  named: string,
  { root, runDirectory, filename }: ArchivedFileOptions,
): FileAnswer | DownloadAnswer {
  const inArchive = ofArchive(root, runDirectory, named);
  const place = inArchive ? path.join(root, inArchive) : ofRun(runDirectory, named);
  const stat = place === undefined ? undefined : plain(place);
  if (place === undefined || !stat) throw notThere();
  if (stat.isDirectory()) {
    // Only outputs are whole folders; the run's own are not one asset.
    if (!inArchive?.startsWith("archive/outputs/")) throw notThere();
    return zipOf(filesIn(place, ""), filename ?? `${path.basename(place)}.zip`);
  }
  if (inArchive?.startsWith("archive/manifests/")) {
    return zipOf(
      filesOfManifest(root, inArchive),
      filename ?? `${path.basename(place, ".json")}.zip`,
    );
  }
  return {
    path: place,
    mediaType: "application/octet-stream",
    isInline: false,
    filename: filename ?? path.basename(place),
    etag: `"${stat.size.toString(36)}-${Math.round(stat.mtimeMs).toString(36)}"`,
  };
}

/** Relative to the root. */
function ofArchive(root: string, runDirectory: string, named: string): string | undefined {
  const file = archived.exec(named)?.[1]?.replaceAll("\\", "/");
  if (file === undefined) return undefined;
  return archiveFilesOf(root, runDirectory)?.has(file) === true ? file : undefined;
}

/** Of what a run's folder holds, the files that are no secret of the writing process. */
function ofRun(runDirectory: string, named: string): string | undefined {
  const file = path.resolve(runDirectory, named);
  const inside = path.relative(runDirectory, file);
  const isInside = inside !== "" && !path.isAbsolute(inside);
  const isOpen = inside.split(path.sep).every((name) => !name.startsWith("."));
  return isInside && isOpen ? file : undefined;
}

/** A file or folder that no link leads to. */
function plain(place: string): Stats | undefined {
  try {
    const stat = lstatSync(place);
    const isPlain = (stat.isFile() || stat.isDirectory()) && realpathSync(place) === place;
    return isPlain ? stat : undefined;
  } catch {
    return undefined;
  }
}

function zipOf(files: Iterable<NamedFile>, filename: string): DownloadAnswer {
  return {
    filename,
    mediaType: "application/zip",
    write: (out) => packFiles(files, "zip", out),
  };
}

function* filesIn(folder: string, inside: string): Generator<NamedFile> {
  const entries: Dirent[] = readdirSync(path.join(folder, inside), { withFileTypes: true });
  for (const entry of entries) {
    const name = inside === "" ? entry.name : `${inside}/${entry.name}`;
    if (entry.isDirectory()) yield* filesIn(folder, name);
    else if (entry.isFile()) yield { path: path.join(folder, name), name };
  }
}

function* filesOfManifest(root: string, manifest: string): Generator<NamedFile> {
  for (const { name, blob } of readManifest(root, manifest)) {
    // Whoever unpacks it must not be led out of the folder it is unpacked in.
    if (isPlain(name)) yield { path: path.join(root, blob), name };
  }
}

function isPlain(name: string): boolean {
  try {
    return entrySegments(name).join("/") === name;
  } catch {
    return false;
  }
}

function notThere(): RunicornError {
  return new RunicornError("not_found", "The run refers to no such file, or it has gone.");
}
