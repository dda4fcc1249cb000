import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";

import { writeNewJson } from "./jsonFile.ts";
import type { PlainObject } from "./plain.ts";

/** Local time and six random hex digits. */
export function newRunId(): string {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
  const [day = "", time = ""] = local.slice(0, 19).replaceAll(/[-:]/g, "").split("T");
  return `${day}_${time}_${randomBytes(3).toString("hex")}`;
}

/** Creates a run's directory with its files. False when there is one already; throws what the file system said. */
export function createDirectory(
  directory: string,
  documents: Readonly<Record<string, PlainObject>>,
): boolean {
  const runs = path.dirname(directory);
  mkdirSync(runs, { recursive: true });
  // Filled beside `runs`, where nobody looks for runs, then moved: a reader finds the whole run or none.
  const draft = path.join(
    path.dirname(runs),
    `.${path.basename(directory)}.${randomBytes(4).toString("hex")}.tmp`,
  );
  try {
    mkdirSync(draft);
    mkdirSync(path.join(draft, "media"));
    for (const [file, document] of Object.entries(documents)) {
      writeNewJson(path.join(draft, file), document);
    }
    if (existsSync(directory)) return false;
    renameSync(draft, directory);
    return true;
  } catch (error) {
    if (existsSync(directory)) return false;
    throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
