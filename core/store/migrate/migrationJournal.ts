import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, rmSync, rmdirSync } from "node:fs";
import path from "node:path";

import * as z from "zod";

import { RunicornError } from "#core/protocol/errors.ts";
import { statOf } from "#core/store/files/eventFiles.ts";
import { readJsonObject } from "#core/store/files/jsonObject.ts";
import { replaceJson } from "#core/store/files/replaceJson.ts";

const folder = ".migrations";
const maxBytes = 256 << 20;

/** A place below the root, with `/`. */
const Place = z
  .string()
  .refine((text) => text.split("/").every((name) => name !== "" && name !== "." && name !== ".."));

/**
 * All that a migration does, written down before anything is done. How far it is, the folders themselves tell: a rename is
 * done or it is not.
 */
export const MigrationJournal = z.object({
  version: z.literal(1),
  /** Unix seconds. */
  started_at: z.number(),
  /** Null while it is being done or undone. */
  finished_at: z.number().nullable(),
  moves: z.array(z.object({ from: Place, to: Place })),
  /** The folders above the runs as they were, outermost first; those it leaves empty are removed. */
  left: z.array(z.object({ dir: Place, mode: z.number().int() })),
  /** The folders that were not there before, outermost first. */
  made: z.array(Place),
});
export type MigrationJournal = z.infer<typeof MigrationJournal>;

/** A migration's journal in the store. */
export interface StoredJournal {
  readonly name: string;
  readonly journal: MigrationJournal;
}

/** The last migration that was begun and not undone. Throws `conflict` for a journal that is damaged. */
export function lastJournal(root: string): StoredJournal | undefined {
  const [name] = journalNames(root);
  if (name === undefined) return undefined;
  try {
    const written = readJsonObject(path.join(root, folder, name), maxBytes);
    return { name, journal: MigrationJournal.parse(written) };
  } catch (error) {
    throw new RunicornError(
      "conflict",
      `${folder}/${name} is damaged, so it is not known what the last migration did; move that file away to go on.`,
      { cause: error },
    );
  }
}

/** Returns when it is on the disk. Throws `store_read_only`, `storage_full`. */
export function writeJournal(root: string, { name, journal }: StoredJournal): void {
  const directory = path.join(root, folder);
  replaceJson(path.join(directory, name), journal);
  for (const changed of [directory, root]) sync(changed);
}

/** Makes the folder of journals. */
export function prepareJournals(root: string): void {
  const directory = path.join(root, folder);
  // Not `recursive`: Node then says of a file system that cannot be written that there is no such folder.
  if (!statOf(directory)) mkdirSync(directory);
}

export function journalName(startedAt: number): string {
  return `${new Date(startedAt * 1000).toISOString().replaceAll(/[-:]/g, "")}.json`;
}

export function dropJournal(root: string, name: string): void {
  rmSync(path.join(root, folder, name), { force: true });
  tidyJournals(root);
}

/** Removes what is left of the folder where there is no journal. */
export function tidyJournals(root: string): void {
  if (journalNames(root).length > 0) return;
  const directory = path.join(root, folder);
  try {
    // Drafts of journals that were never begun with.
    for (const name of readdirSync(directory))
      if (name.endsWith(".tmp")) rmSync(path.join(directory, name));
    rmdirSync(directory);
  } catch {
    // There is none, or somebody keeps something there.
  }
}

/** The newest first. */
function journalNames(root: string): string[] {
  try {
    return readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith(".json") && !name.startsWith("."))
      .sort()
      .reverse();
  } catch {
    return [];
  }
}

function sync(directory: string): void {
  // Windows does not open folders, and keeps their order by itself.
  if (process.platform === "win32") return;
  const descriptor = openSync(directory, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
