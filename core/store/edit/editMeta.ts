import path from "node:path";

import type { RunEdit } from "#core/protocol/edit.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import { readJsonObject } from "#core/store/files/jsonObject.ts";
import { replaceJson } from "#core/store/files/replaceJson.ts";

/** Writes an edit into a run's meta.json, with all that is in there kept. Throws `conflict` where it is damaged. */
export function editMeta(directory: string, edit: RunEdit): void {
  const file = path.join(directory, "meta.json");
  let meta: Record<string, unknown>;
  try {
    // Runs of other programs may have none.
    meta = readJsonObject(file) ?? { id: path.basename(directory) };
  } catch (error) {
    throw new RunicornError(
      "conflict",
      "The run's meta.json is damaged, so it is not written over; repair or remove it first.",
      { cause: error },
    );
  }
  const changes = Object.entries(edit).filter(([, value]) => value !== undefined);
  const text = (value: unknown) => (typeof value === "string" ? value.trim() || null : value);
  for (const [key, value] of changes)
    meta[key] = key === "tags" ? unique(edit.tags ?? []) : text(value);
  if (changes.length > 0) replaceJson(file, meta);
}

function unique(tags: readonly string[]): string[] {
  return [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ""))];
}
