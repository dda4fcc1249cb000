import path from "node:path";

import type { RunEdit } from "#core/protocol/edit.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import { changeJson } from "#core/store/files/changeJson.ts";
import { isMissing } from "#core/store/files/regularFile.ts";
import { replaceJson } from "#core/store/files/replaceJson.ts";

/** Writes an edit into a run's meta.json, with all that is in there kept. Throws `conflict` where it is damaged. */
export function editMeta(directory: string, edit: RunEdit): void {
  const file = path.join(directory, "meta.json");
  const text = (value: unknown) => (typeof value === "string" ? value.trim() || null : value);
  const changes = Object.entries(edit)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, key === "tags" ? unique(edit.tags ?? []) : text(value)] as const);
  if (changes.length === 0) return;
  const members = Object.fromEntries(changes);
  try {
    changeJson(file, members);
  } catch (error) {
    if (RunicornError.is(error)) throw error;
    // Runs of other programs may have none.
    if (isMissing(error)) return replaceJson(file, { id: path.basename(directory), ...members });
    throw new RunicornError(
      "conflict",
      "The run's meta.json is damaged, so it is not written over; repair or remove it first.",
      { cause: error },
    );
  }
}

function unique(tags: readonly string[]): string[] {
  return [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ""))];
}
