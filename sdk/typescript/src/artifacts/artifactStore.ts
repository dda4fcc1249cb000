import { mkdirSync, readdirSync, statSync } from "node:fs";
import path from "node:path";

import { readJson, replaceJson } from "../jsonFile.ts";
import { withLockFile } from "../lockFile.ts";
import type { PlainObject } from "../plain.ts";
import { ContentPool } from "./contentPool.ts";
import {
  type Manifest,
  type ReferenceEntry,
  manifestDigest,
  manifestDocument,
  manifestOf,
  totalSize,
} from "./manifest.ts";
import { type Metadata, metadataOf } from "./metadata.ts";
import { VersionDraft, removeAbandonedDrafts } from "./versionDraft.ts";
import { VersionsDocument, latest, versionsFile } from "./versionsDocument.ts";

/** A version that is in the store. */
export interface StoredVersion {
  readonly directory: string;
  readonly metadata: Metadata;
  readonly manifest: Manifest;
  /** Whether it was made by the call that returned it. */
  readonly isNew: boolean;
}

/** What a version is made of. `name` and `type` are folders. */
export interface NewVersion {
  readonly name: string;
  readonly type: string;
  /** Names inside the artifact and the files they come from. */
  readonly sources: ReadonlyMap<string, string>;
  readonly references: readonly ReferenceEntry[];
  readonly missing: readonly string[];
  readonly description: string;
  readonly metadata: PlainObject;
  readonly tags: readonly string[];
  readonly runId: string | null;
}

const metadataFile = "metadata.json";
const manifestFile = "manifest.json";

/** The artifacts of a store on disk: versions are written once and never change; their numbers are never given twice. */
export class ArtifactStore {
  readonly #directory: string;
  readonly #pool: ContentPool;

  constructor(root: string) {
    this.#directory = path.join(root, "artifacts");
    this.#pool = new ContentPool(this.#directory);
  }

  /** Stores a version, or finds that the newest has the same content. Throws what the file system said; nothing is then left. */
  save(version: NewVersion, aliases: readonly string[]): StoredVersion {
    const folder = path.join(this.#directory, version.type, version.name);
    mkdirSync(folder, { recursive: true });
    removeAbandonedDrafts(folder);
    const draft = new VersionDraft(folder, this.#pool);
    try {
      const manifest = this.#fill(draft, version, folder);
      return withLockFile(path.join(folder, ".versions.lock"), () => {
        const versions = new VersionsDocument(folder, version.name, version.type);
        const newest = versions.newest;
        const before = newest === undefined ? undefined : read(folder, newest);
        if (before === undefined || manifestDigest(before.manifest) !== manifestDigest(manifest)) {
          return publish(folder, draft, versions, version, manifest, aliases);
        }
        const number = before.metadata.version;
        if (aliases.some((alias) => versions.aliases.get(alias) !== number)) {
          list(folder, versions, versions.point(aliases, number));
        }
        return before;
      });
    } finally {
      draft.discard();
    }
  }

  /** The types that have an artifact of that name, models first. */
  find(name: string, type: string | undefined): string[] {
    const isThere = (folder: string) =>
      !folder.startsWith(".") &&
      statSync(path.join(this.#directory, folder, name), {
        throwIfNoEntry: false,
      })?.isDirectory() === true;
    try {
      const types = type === undefined ? readdirSync(this.#directory).sort() : [type];
      const found = types.filter(isThere);
      return [...found.filter((t) => t === "model"), ...found.filter((t) => t !== "model")];
    } catch {
      return [];
    }
  }

  /** The version that "v3", "latest" or another alias stands for. */
  load(name: string, type: string, wanted: string): StoredVersion | undefined {
    const folder = path.join(this.#directory, type, name);
    const version = new VersionsDocument(folder).resolve(wanted);
    return version === undefined ? undefined : read(folder, version);
  }

  #fill(draft: VersionDraft, version: NewVersion, folder: string): Manifest {
    const { newest } = new VersionsDocument(folder);
    const before = newest === undefined ? [] : read(folder, newest).manifest.files;
    const entries = new Map(before.map((entry) => [entry.path, entry]));
    return {
      files: Array.from(version.sources, ([name, source]) =>
        draft.add(name, source, entries.get(name)),
      ),
      references: version.references,
      createdAt: Date.now() / 1000,
    };
  }
}

function publish(
  folder: string,
  draft: VersionDraft,
  versions: VersionsDocument,
  version: NewVersion,
  manifest: Manifest,
  aliases: readonly string[],
): StoredVersion {
  const now = Date.now() / 1000;
  const metadata: Metadata = {
    name: version.name,
    type: version.type,
    version: versions.next,
    created_at: now,
    updated_at: now,
    created_by_run: version.runId,
    created_by_user: null,
    size_bytes: totalSize(manifest),
    num_files: manifest.files.length,
    num_references: manifest.references.length,
    status: "ready",
    metadata: version.metadata,
    description: version.description,
    tags: [...version.tags],
    aliases: [...new Set([latest, ...aliases])],
    parent_artifacts: [],
    manifest_digest: manifestDigest(manifest),
  };
  const document = manifestDocument(manifest);
  // What was asked for and could not be had.
  if (version.missing.length > 0) document["missing"] = [...version.missing];
  const directory = draft.publish(metadata.version, {
    [metadataFile]: metadata,
    [manifestFile]: document,
  });
  try {
    versions.add(metadata);
    const changed = versions.point(metadata.aliases, metadata.version);
    list(
      folder,
      versions,
      changed.filter((entry) => entry.version !== metadata.version),
    );
  } catch (error) {
    draft.takeBack(directory);
    throw error;
  }
  return { directory, metadata, manifest, isNew: true };
}

function list(
  folder: string,
  versions: VersionsDocument,
  changed: readonly { version: number; aliases?: unknown }[],
): void {
  // versions.json is what decides, so it comes last: what a crash leaves undone is then done with the next version.
  for (const { version, aliases } of changed) {
    const file = path.join(folder, `v${version}`, metadataFile);
    const metadata = readJson(file);
    if (Object.keys(metadata).length === 0) continue;
    try {
      replaceJson(file, {
        ...metadata,
        aliases: aliases as string[],
        updated_at: Date.now() / 1000,
      });
    } catch {
      // It is only repeated there.
    }
  }
  replaceJson(path.join(folder, versionsFile), versions.toDocument());
}

function read(folder: string, version: number): StoredVersion {
  const directory = path.join(folder, `v${version}`);
  const metadata = metadataOf(readJson(path.join(directory, metadataFile)));
  const manifest = manifestOf(readJson(path.join(directory, manifestFile)));
  return { directory, metadata: { ...metadata, version }, manifest, isNew: false };
}
