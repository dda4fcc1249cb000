import { lstatSync, rmSync } from "node:fs";
import path from "node:path";

import { jsonObjectOrEmpty } from "./jsonObject.ts";

const maxAssetsBytes = 16 << 20;
const maxManifestBytes = 256 << 20;
/** A run that is just being recorded may refer to it and not have said so yet. */
const settledSeconds = 600;
const archived = /(?:^|[\\/])archive[\\/]((?:blobs|manifests|outputs)[\\/].+)$/;
const sha256 = /^[0-9a-f]{64}$/;

/**
 * Files below `<root>/archive` that a run's assets.json refers to, relative to the root with `/`: what is named there by its
 * (absolute, perhaps outdated) path, what has its hash, and what its manifests list.
 */
export function archiveFilesOf(root: string, directory: string): Set<string> {
  const found = new Set<string>();
  const addBlob = (hash: unknown) => {
    if (typeof hash === "string" && sha256.test(hash)) {
      found.add(`archive/blobs/${hash.slice(0, 2)}/${hash}`);
    }
  };
  const visit = (value: unknown, depth: number): void => {
    if (typeof value === "string") {
      const inside = archived.exec(value)?.[1]?.replaceAll("\\", "/");
      if (inside !== undefined && !inside.split("/").includes("..")) found.add(`archive/${inside}`);
    } else if (typeof value === "object" && value !== null && depth < 16) {
      if ("fingerprint" in value) addBlob(value.fingerprint);
      for (const item of Object.values(value)) visit(item, depth + 1);
    }
  };
  visit(jsonObjectOrEmpty(path.join(directory, "assets.json"), maxAssetsBytes), 0);
  for (const file of [...found].filter((name) => name.startsWith("archive/manifests/"))) {
    const { files } = jsonObjectOrEmpty(path.join(root, file), maxManifestBytes);
    for (const entry of Object.values(files ?? {}) as unknown[]) {
      if (typeof entry === "object" && entry !== null && "sha256" in entry) addBlob(entry.sha256);
    }
  }
  return found;
}

/** Bytes of a file or folder of the archive that may be removed; undefined where there is none, or it is too young. */
export function removableBytes(root: string, file: string, now: number): number | undefined {
  const stat = lstatSync(path.join(root, file), { throwIfNoEntry: false });
  if (!stat || stat.isSymbolicLink()) return undefined;
  return now - stat.mtimeMs / 1000 < settledSeconds ? undefined : stat.size;
}

export function removeArchiveFile(root: string, file: string): void {
  rmSync(path.join(root, file), { recursive: true, force: true });
}
