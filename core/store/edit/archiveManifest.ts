import path from "node:path";

import { readJsonObject } from "#core/store/files/jsonObject.ts";

const maxBytes = 256 << 20;
const sha256 = /^[0-9a-f]{64}$/;

/** A file of the folder that a manifest of the archive describes. */
export interface ManifestFile {
  /** Relative to the folder, with `/`, as somebody wrote it: no place to write to. */
  readonly name: string;
  /** Of the file's bytes, relative to the root. */
  readonly blob: string;
}

/** What a manifest lists. Throws what reading it throws. */
export function readManifest(root: string, manifest: string): ManifestFile[] {
  const { files } = readJsonObject(path.join(root, manifest), maxBytes) ?? {};
  return Object.entries(files ?? {}).flatMap(([name, entry]: [string, unknown]) => {
    if (typeof entry !== "object" || entry === null || !("sha256" in entry)) return [];
    const hash = entry.sha256;
    if (typeof hash !== "string" || !sha256.test(hash)) return [];
    return [{ name, blob: `archive/blobs/${hash.slice(0, 2)}/${hash}` }];
  });
}
