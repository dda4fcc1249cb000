import path from "node:path";

import * as z from "zod";

import { RunicornError } from "#core/protocol/errors.ts";

import { runScript } from "../script/runScript.ts";
import { serverText } from "../ssh/serverText.ts";
import type { SshLink } from "../ssh/sshLink.ts";
import { recordsOf } from "./recordsOf.ts";

const mostEntries = 10_000;

interface FolderItem {
  readonly name: string;
  readonly is_dir: boolean;
  /** Bytes. */
  readonly size: number;
  /** Unix seconds. */
  readonly mtime: number;
}

export interface FolderListing {
  /** With real folders. */
  readonly path: string;
  /** Folders first, each sorted by name. Names that are no UTF-8, or have a line break in them, are left out. */
  readonly items: readonly FolderItem[];
  /** There are more than 10,000, which are not here. */
  readonly truncated: boolean;
}

const PathRecord = z.tuple([z.literal("path"), z.string(), z.enum(["folder", "other", "none"])]);
const EntryRecord = z.tuple([
  z.literal("entry"),
  z.string().min(1), // name
  z.enum(["folder", "other"]),
  z.coerce.number().nonnegative(), // size
  z.coerce.number(), // time
]);

/**
 * What lies in a folder of another machine.
 * @param place absolute, or in the home folder, which may be written `~`.
 * @throws RunicornError `not_found` where there is no such folder or it cannot be read, and what `runScript` throws.
 */
export async function listFolder(
  link: Pick<SshLink, "run">,
  place: string,
): Promise<FolderListing> {
  const { found, kind, records } = await look(link, place, mostEntries);
  if (kind !== "folder" || records.some(([kind]) => kind === "closed")) {
    const why =
      kind === "none" ? "is not there" : kind === "other" ? "is no folder" : "cannot be read";
    throw new RunicornError("not_found", `${serverText(found, 300)} ${why} on the other machine.`);
  }
  const items = recordsOf(records, "entry", mostEntries)
    .map((record) => EntryRecord.safeParse(record).data)
    .filter((record) => record !== undefined)
    .map(([, name, kind, size, mtime]) => ({ name, is_dir: kind === "folder", size, mtime }))
    .sort((a, b) => Number(b.is_dir) - Number(a.is_dir) || (a.name < b.name ? -1 : 1));
  return { path: found, items, truncated: records.some(([kind]) => kind === "cut") };
}

/** Whether there is such a path on another machine, and a folder. Throws what `runScript` throws. */
export async function pathExists(
  link: Pick<SshLink, "run">,
  place: string,
): Promise<{ path: string; exists: boolean; is_dir: boolean }> {
  const { found, kind } = await look(link, place, 0);
  return { path: found, exists: kind !== "none", is_dir: kind === "folder" };
}

async function look(link: Pick<SshLink, "run">, place: string, entries: number) {
  const script = path.join(import.meta.dirname, "look.sh");
  const records = await runScript(link, script, [place, String(entries)]);
  const parsed = PathRecord.safeParse(records.find(([kind]) => kind === "path"));
  // The real path of a folder need not be text, though every link to it is.
  if (!parsed.success) throw new RunicornError("not_found", "That path is not readable as text.");
  const [, found, kind] = parsed.data;
  return { found, kind, records };
}
