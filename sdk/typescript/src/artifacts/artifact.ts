import { lstatSync } from "node:fs";
import path from "node:path";

import { runFolder } from "../names.ts";
import { Notices } from "../notices.ts";
import { type PlainObject, emptyObject, plainText, toPlain } from "../plain.ts";
import type { StoredVersion } from "./artifactStore.ts";
import { downloadVersion } from "./downloadVersion.ts";
import type { Manifest, ReferenceEntry } from "./manifest.ts";
import type { Metadata } from "./metadata.ts";
import { StagedFiles } from "./stagedFiles.ts";

const maxReferences = 100_000;
const maxTags = 1000;

/** What an artifact is made with. */
export interface ArtifactDescription {
  /** model (the default), dataset, config, code, custom or any other word. */
  readonly type?: string;
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** What is known about something kept elsewhere; other properties become its metadata. */
export interface ReferenceOptions {
  readonly checksum?: string;
  /** Bytes. */
  readonly size?: number;
  readonly name?: string;
  readonly [key: string]: unknown;
}

/**
 * Files and references under one name; each `run.logArtifact` stores their next version. No method throws: what cannot be
 * kept is left out and told on stderr.
 */
export class Artifact {
  /** The name, or a similar one where no folder can have it. */
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly metadata: PlainObject = emptyObject();
  readonly tags: string[] = [];
  readonly references: ReferenceEntry[] = [];
  readonly staged: StagedFiles;
  readonly #notices = new Notices();
  #stored: StoredVersion | undefined;

  constructor(name: string, options: ArtifactDescription = {}) {
    this.name = this.#folder(name);
    this.type = this.#folder(options.type ?? "model");
    this.description = plainText(options.description ?? "");
    this.staged = new StagedFiles((subject, sentence) => this.#notices.tell(subject, sentence));
    this.addMetadata(options.metadata ?? {});
  }

  /** The number of the stored version; null before the artifact is logged. */
  get version(): number | null {
    return this.#stored?.metadata.version ?? null;
  }

  /** Whether this is a version that is in the store. */
  get isLoaded(): boolean {
    return this.#stored !== undefined;
  }

  /** `name:v3`, or `name:unstaged`. */
  get fullName(): string {
    return `${this.name}:${this.version === null ? "unstaged" : `v${this.version}`}`;
  }

  /** Adds a regular file, which is read when the artifact is logged; `name` is its path inside the artifact. */
  addFile(file: string, name?: string): this {
    return this.#told("addFile", () => this.staged.addFile(file, name));
  }

  /**
   * Adds all regular files below a directory, inside the artifact below `name`. `excludePatterns` are globs such as
   * `*.tmp`, for a file's name or its path below the directory.
   */
  addDir(
    directory: string,
    options: { readonly name?: string; readonly excludePatterns?: readonly string[] } = {},
  ): this {
    return this.#told("addDir", () =>
      this.staged.addDir(directory, options.name, options.excludePatterns ?? []),
    );
  }

  /** Adds something that is kept elsewhere, such as `s3://bucket/data`. */
  addReference(uri: string, options: ReferenceOptions = {}): this {
    return this.#told("addReference", () => {
      if (this.references.length >= maxReferences) return;
      const { checksum, size, ...metadata } = options;
      this.references.push({
        uri: plainText(uri),
        checksum: checksum === undefined ? null : plainText(checksum),
        size: size === undefined ? null : Math.trunc(size),
        metadata: this.#plain(metadata),
      });
    });
  }

  /** Merges what is known about the artifact. */
  addMetadata(metadata: Readonly<Record<string, unknown>>): this {
    return this.#told("addMetadata", () => Object.assign(this.metadata, this.#plain(metadata)));
  }

  /** Adds labels. */
  addTags(...tags: readonly string[]): this {
    return this.#told("addTags", () => {
      for (const tag of tags.map(plainText)) {
        if (!this.tags.includes(tag) && this.tags.length < maxTags) this.tags.push(tag);
      }
    });
  }

  /** What the stored version holds. */
  getManifest(): Manifest | null {
    return this.#stored?.manifest ?? null;
  }

  /** What is known about the stored version. */
  getMetadata(): Metadata | null {
    return this.#stored?.metadata ?? null;
  }

  /** What is kept elsewhere. */
  getReferences(): readonly ReferenceEntry[] {
    return [...(this.#stored?.manifest.references ?? this.references)];
  }

  /** Where a file of the stored version lies in the store, for reading only; null where there is none. */
  getFilePath(file: string): string | null {
    const stored = this.#stored;
    if (stored?.manifest.files.some((entry) => entry.path === file) !== true) return null;
    const full = path.join(stored.directory, "files", ...file.split("/"));
    return lstatSync(full, { throwIfNoEntry: false })?.isFile() === true ? full : null;
  }

  /**
   * Copies the files to `targetDir`, or to a new temporary directory, and answers the directory. A file that is damaged in
   * the store is left out and told.
   */
  download(targetDir?: string): string {
    let directory = targetDir ?? `${this.name}-not-found`;
    this.#told("download", () => {
      const tell = (subject: string, sentence: string) => this.#notices.tell(subject, sentence);
      if (this.#stored === undefined) {
        tell("download", `${this.fullName} is not in the store, so there is nothing to download`);
      } else directory = downloadVersion(this.#stored, targetDir, tell);
    });
    return directory;
  }

  /** Becomes the stored version, as logging and using it do. */
  settle(stored: StoredVersion): this {
    this.#stored = stored;
    return this;
  }

  #plain(values: Readonly<Record<string, unknown>>): PlainObject {
    const plain = emptyObject();
    for (const [key, value] of Object.entries(values)) {
      try {
        if (value !== undefined) plain[plainText(key)] = toPlain(value);
      } catch (error) {
        this.#notices.tell("value", `${this.name}: ${key} is not recorded: ${plainText(error)}`);
      }
    }
    return plain;
  }

  #folder(text: string): string {
    const folder = runFolder(text);
    if (folder !== text) {
      this.#notices.tell("name", `the artifact ${plainText(text)} is stored as ${folder}`);
    }
    return folder;
  }

  #told(what: string, action: () => void): this {
    try {
      action();
    } catch (error) {
      this.#notices.tell(what, `${what} of artifact ${this.name}: ${plainText(error)}`);
    }
    return this;
  }
}
