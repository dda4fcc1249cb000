import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { copyHashed } from "../hashedCopy.ts";
import { plainText } from "../plain.ts";
import type { StoredVersion } from "./artifactStore.ts";

/**
 * Copies a stored version's files to a directory, by default a new temporary one, and answers the directory. A file that
 * is damaged or gone is told and left out. Throws when the directory cannot be written.
 */
export function downloadVersion(
  stored: StoredVersion,
  targetDir: string | undefined,
  tell: (subject: string, sentence: string) => void,
): string {
  const { name, version } = stored.metadata;
  const target = path.resolve(
    targetDir ?? mkdtempSync(path.join(tmpdir(), `runicorn_${name}_v${version}_`)),
  );
  mkdirSync(target, { recursive: true });
  for (const entry of stored.manifest.files) {
    const segments = entry.path.split("/");
    const file = path.join(target, ...segments);
    const part = `${file}.${randomBytes(4).toString("hex")}.part`;
    mkdirSync(path.dirname(file), { recursive: true });
    try {
      const { sha256 } = copyHashed(path.join(stored.directory, "files", ...segments), part);
      if (entry.digest === `sha256:${sha256}` || !entry.digest.includes(":")) {
        // Replaces a link instead of writing through it.
        renameSync(part, file);
      } else tell("damaged", `${entry.path} of ${stored.directory} is damaged and was not copied`);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
      tell("gone", `${entry.path} of ${stored.directory} is gone: ${plainText(error)}`);
    } finally {
      rmSync(part, { force: true });
    }
  }
  return target;
}
