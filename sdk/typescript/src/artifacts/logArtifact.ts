import type { RunRecord } from "../runRecord.ts";
import type { Artifact } from "./artifact.ts";

export interface ArtifactOptions {
  readonly aliases?: readonly string[];
}

export function logArtifact(
  _record: RunRecord,
  _artifact: Artifact,
  _options: ArtifactOptions | undefined,
): number | null {
  return null;
}
