import type { RunRecord } from "../runRecord.ts";
import type { Artifact } from "./artifact.ts";
import { ArtifactStore } from "./artifactStore.ts";
import { noteArtifact } from "./noteArtifact.ts";
import { isAlias } from "./versionsDocument.ts";

/** What `logArtifact` takes beside the artifact. */
export interface ArtifactOptions {
  /** Names that point to the version from now on, beside "latest". */
  readonly aliases?: readonly string[];
}

/**
 * Stores an artifact as its next version and answers the version's number, 0 when it could not be stored. Where the newest
 * version has the same content, none is made: that one gets the aliases. Never throws.
 */
export function logArtifact(
  record: RunRecord,
  artifact: Artifact,
  options: ArtifactOptions = {},
): number {
  const version = record.guard("logArtifact", () => {
    if (!record.accepts()) return 0;
    const { name, references, staged } = artifact;
    if (staged.sources.size === 0 && references.length === 0) {
      record.tell(`empty ${name}`, `artifact ${name} has no files and is not stored`);
      return 0;
    }
    const { aliases = [] } = options;
    const bad = aliases.filter((alias) => !isAlias(alias));
    if (bad.length > 0) record.tell("alias", `no alias, left out: ${bad.join(", ").slice(0, 200)}`);
    const stored = new ArtifactStore(record.root).save(
      {
        name,
        type: artifact.type,
        sources: staged.sources,
        references,
        missing: staged.missing,
        description: artifact.description,
        metadata: artifact.metadata,
        tags: artifact.tags,
        runId: record.id,
      },
      aliases.filter(isAlias),
    );
    artifact.settle(stored);
    if (stored.isNew) noteArtifact(record, "created", stored);
    return stored.metadata.version;
  });
  return version ?? 0;
}
