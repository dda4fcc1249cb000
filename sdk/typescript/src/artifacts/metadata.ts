import type { PlainObject } from "../plain.ts";

/** What is known about a version of an artifact: `metadata.json`, with exactly its keys, because older versions refuse others. */
export interface Metadata extends PlainObject {
  name: string;
  type: string;
  version: number;
  /** Unix seconds, as all times. */
  created_at: number;
  updated_at: number;
  created_by_run: string | null;
  created_by_user: string | null;
  size_bytes: number;
  num_files: number;
  num_references: number;
  status: string;
  metadata: PlainObject;
  description: string;
  tags: string[];
  aliases: string[];
  parent_artifacts: string[];
  manifest_digest: string;
}

/** The metadata in the content of a metadata.json; what is missing or of another kind is left empty. */
export function metadataOf(document: PlainObject): Metadata {
  const metadata = emptyMetadata();
  for (const [key, empty] of Object.entries(metadata)) {
    const value = document[key];
    const fits =
      empty === null
        ? value === null || typeof value === "string"
        : typeof value === typeof empty &&
          value !== null &&
          Array.isArray(value) === Array.isArray(empty);
    if (value !== undefined && fits) Object.assign(metadata, { [key]: value });
  }
  return metadata;
}

function emptyMetadata(): Metadata {
  return {
    name: "",
    type: "",
    version: 0,
    created_at: 0,
    updated_at: 0,
    created_by_run: null,
    created_by_user: null,
    size_bytes: 0,
    num_files: 0,
    num_references: 0,
    status: "ready",
    metadata: {},
    description: "",
    tags: [],
    aliases: [],
    parent_artifacts: [],
    manifest_digest: "",
  };
}
