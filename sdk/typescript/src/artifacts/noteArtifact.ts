import { readToReplace, replaceJson } from "../jsonFile.ts";
import { withLockFile } from "../lockFile.ts";
import type { RunRecord } from "../runRecord.ts";
import type { StoredVersion } from "./artifactStore.ts";
import { totalSize } from "./manifest.ts";

/** Notes in the run's files that it created or used a version. Never throws: the version is in the store anyhow. */
export function noteArtifact(
  record: RunRecord,
  what: "created" | "used",
  { metadata: { name, type, version }, manifest }: StoredVersion,
): void {
  const file = `artifacts_${what}.json`;
  // Ranks add to the same file.
  const locked = () => withLockFile(record.file(".artifacts.lock"), note);
  record.guard(file, locked);

  function note(): void {
    const document = readToReplace(record.file(file));
    const listed = document["artifacts"];
    const entry = {
      name,
      type,
      version,
      [`${what}_at`]: Date.now() / 1000,
      size_bytes: totalSize(manifest),
      num_files: manifest.files.length,
      ...(what === "created" ? { num_references: manifest.references.length } : {}),
    };
    replaceJson(record.file(file), {
      ...document,
      artifacts: [...(Array.isArray(listed) ? listed : []), entry],
    });
  }
}
