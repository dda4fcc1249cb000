import { plainText } from "../plain.ts";
import type { RunRecord } from "../runRecord.ts";
import { Artifact } from "./artifact.ts";
import { ArtifactStore } from "./artifactStore.ts";
import { noteArtifact } from "./noteArtifact.ts";
import { latest } from "./versionsDocument.ts";

/**
 * The artifact `name:v3`, `name:latest`, `name:<alias>` or `name`, which is the latest. Where there is none, an artifact
 * that is not loaded: `isLoaded` is false and `version` null. Never throws.
 */
export function useArtifact(record: RunRecord, spec: string, type?: string): Artifact {
  const [name = "", ...rest] = plainText(spec).split(":");
  const wanted = rest.join(":");
  const asked = new Artifact(name, type === undefined ? {} : { type });
  const used = record.guard("useArtifact", () => {
    const store = new ArtifactStore(record.root);
    const types = store.find(asked.name, type === undefined ? undefined : asked.type);
    if (types.length > 1) {
      const listed = types.join(", ");
      record.tell(
        `types ${name}`,
        `there are several artifacts ${name}: ${listed}; type tells which`,
      );
    }
    const stored = types[0] && store.load(asked.name, types[0], wanted || latest);
    if (!stored) {
      record.tell(`use ${spec}`, `there is no artifact ${plainText(spec)} in ${record.root}`);
      return asked;
    }
    const { description, metadata, tags } = stored.metadata;
    noteArtifact(record, "used", stored);
    const artifact = new Artifact(asked.name, { type: types[0] ?? "model", description, metadata });
    return artifact.addTags(...tags).settle(stored);
  });
  return used ?? asked;
}
