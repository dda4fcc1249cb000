import { createHash } from "node:crypto";

import type { Plain, PlainObject } from "../plain.ts";
import { isEntryPath } from "./entryPath.ts";

/** One file of a version. */
export interface FileEntry {
  /** Inside the artifact, with `/`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** `sha256:<hex>` */
  readonly digest: string;
  /** Of the file that was added, Unix seconds. */
  readonly modifiedAt: number;
}

/** Something kept elsewhere. */
export interface ReferenceEntry {
  readonly uri: string;
  readonly checksum: string | null;
  /** Bytes. */
  readonly size: number | null;
  readonly metadata: PlainObject;
}

/** What a version of an artifact holds: `manifest.json`. */
export interface Manifest {
  readonly files: readonly FileEntry[];
  readonly references: readonly ReferenceEntry[];
  /** Unix seconds. */
  readonly createdAt: number;
}

/** Bytes of all files. */
export function totalSize(manifest: Manifest): number {
  return manifest.files.reduce((sum, file) => sum + file.size, 0);
}

/** SHA-256 over names and contents; equal for equal contents whatever SDK wrote them. */
export function manifestDigest({ files, references }: Manifest): string {
  const lines = [
    ...files.map(({ path, digest }) => `${path}\0${digest}\0`),
    ...references.map(({ uri, checksum, size }) => `${uri}\0${checksum ?? ""}\0${size ?? ""}\0`),
  ].map((line) => Buffer.from(line));
  // Sorted without the last zero, as Python does, and by bytes: the two languages order texts differently.
  lines.sort((a, b) => Buffer.compare(a.subarray(0, -1), b.subarray(0, -1)));
  return createHash("sha256").update(Buffer.concat(lines)).digest("hex");
}

/** The content of manifest.json. */
export function manifestDocument(manifest: Manifest): PlainObject {
  return {
    files: manifest.files.map(({ path, size, digest, modifiedAt }) => ({
      path,
      size,
      digest,
      modified_at: modifiedAt,
    })),
    references: manifest.references.map((reference) => ({ ...reference })),
    total_size: totalSize(manifest),
    total_files: manifest.files.length,
    total_references: manifest.references.length,
    created_at: manifest.createdAt,
  };
}

/** The manifest in the content of a manifest.json, without entries that cannot be meant seriously. */
export function manifestOf(document: PlainObject): Manifest {
  return {
    files: objects(document["files"]).flatMap(fileOf),
    references: objects(document["references"]).flatMap(referenceOf),
    createdAt: numberOr(document["created_at"], 0),
  };
}

function fileOf({ path, size, digest, modified_at: modifiedAt }: PlainObject): FileEntry[] {
  if (!isEntryPath(path) || typeof size !== "number" || typeof digest !== "string") return [];
  return [{ path, size, digest, modifiedAt: numberOr(modifiedAt, 0) }];
}

function referenceOf({ uri, checksum, size, metadata }: PlainObject): ReferenceEntry[] {
  if (typeof uri !== "string") return [];
  return [
    {
      uri,
      checksum: typeof checksum === "string" ? checksum : null,
      size: typeof size === "number" ? size : null,
      metadata: objects([metadata ?? null])[0] ?? {},
    },
  ];
}

function objects(value: Plain | undefined): PlainObject[] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (item): item is PlainObject =>
      typeof item === "object" && item !== null && !Array.isArray(item),
  );
}

function numberOr(value: Plain | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
