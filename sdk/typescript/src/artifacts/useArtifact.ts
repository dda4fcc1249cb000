import type { RunRecord } from "../runRecord.ts";
import type { Artifact } from "./artifact.ts";

export function useArtifact(_record: RunRecord, _name: string): Artifact | null {
  return null;
}
