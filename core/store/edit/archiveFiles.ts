import { lstatSync, realpathSync, rmSync } from "node:fs";
import path from "node:path";

import { readJsonObject } from "#core/store/files/jsonObject.ts";

import { readManifest } from "./archiveManifest.ts";

const maxAssetsBytes = 16 << 20;
/** A run that is just being recorded may refer to it and not have said so yet. */
const settledSeconds = 600;
const archived = /^(?:.*[\\/])?archive[\\/]((?:blobs|manifests|outputs)[\\/].+)$/s;
const sha256 = /^[0-9a-f]{64}$/;

/**
 * Files below `<root>/archive` that a run's assets.json refers to, relative to the root with `/`: what is named there by its
 * (absolute, perhaps outdated) path, what has its hash, and what its manifests list. Undefined where what would say so is
 * there and cannot be understood: the run may need anything.
 */
export function archiveFilesOf(root: string, directory: string): Set<string> | undefined {
  try {
    return referredTo(root, directory);
  } catch {
    return undefined;
  }
}

function referredTo(root: string, directory: string): Set<string> {
  const found = new Set<string>();
  const addBlob = (hash: unknown) => {
    if (typeof hash === "string" && sha256.test(hash)) {
      found.add(`archive/blobs/${hash.slice(0, 2)}/${hash}`);
    }
  };
  const waiting: unknown[] = [readJsonObject(path.join(directory, "assets.json"), maxAssetsBytes)];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === "string") {
      const inside = archived.exec(value)?.[1]?.split(/[\\/]/);
      const isPlain = inside?.every((name) => name !== "" && name !== "." && name !== "..");
      if (inside && isPlain === true) found.add(`archive/${inside.join("/")}`);
    } else if (typeof value === "object" && value !== null) {
      if ("fingerprint" in value) addBlob(value.fingerprint);
      for (const item of Object.values(value) as unknown[]) waiting.push(item);
    }
  }
  for (const file of [...found].filter((name) => name.startsWith("archive/manifests/"))) {
    for (const { blob } of readManifest(root, file)) found.add(blob);
  }
  return found;
}

/** Bytes of a file of the archive that may be removed; undefined where there is none, or it is too young. */
export function removableBytes(root: string, file: string, now: number): number | undefined {
  const absolute = path.join(root, file);
  // Not a folder, which would have others' files in it; and nothing that a link on the way leads to.
  const stat = lstatSync(absolute, { throwIfNoEntry: false });
  if (!stat?.isFile() || realpathSync(absolute) !== absolute) return undefined;
  return now - stat.mtimeMs / 1000 < settledSeconds ? undefined : stat.size;
}

export function removeArchiveFile(root: string, file: string): void {
  rmSync(path.join(root, file), { force: true });
}
