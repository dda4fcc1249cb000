import {
  existsSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  rmdirSync,
} from "node:fs";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";
import { jsonObjectOrEmpty } from "#core/store/files/jsonObject.ts";
import { changing, replaceJson } from "#core/store/files/replaceJson.ts";
import { isRun } from "#core/store/follow/runDirectories.ts";

const markFile = ".deleted";
/** Where Runicorn 0.7 moves deleted runs to. */
export const recycleFolder = "runs/.recycle";

/** `.deleted` of a run, as Runicorn 0.4 to 0.7 write it. */
export interface DeletedMark {
  readonly deletedAt: number | null;
  readonly reason: string | null;
  readonly originalStatus: string | null;
  readonly originalPath: string | null;
}

export function isMarked(directory: string): boolean {
  return lstatSync(path.join(directory, markFile), { throwIfNoEntry: false }) !== undefined;
}

export function readMark(directory: string): DeletedMark {
  const mark = jsonObjectOrEmpty(path.join(directory, markFile));
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  const at = mark["deleted_at"];
  return {
    deletedAt: typeof at === "number" && Number.isFinite(at) ? at : null,
    reason: text(mark["reason"]),
    originalStatus: text(mark["original_status"]),
    originalPath: text(mark["original_path"]),
  };
}

/** Why a run was deleted, in the words of Runicorn 0.6. */
export type DeleteReason = "user_deleted" | "path_batch_delete";

/** Hides a run; nothing of it is touched. Throws `store_read_only`. */
export function mark(directory: string, originalStatus: string, reason: DeleteReason): void {
  replaceJson(path.join(directory, markFile), {
    deleted_at: Date.now() / 1000,
    reason,
    original_status: originalStatus,
  });
}

/** Shows a run again: the mark goes, and a run that 0.7 has moved away returns. The run's directory below `root`. */
export function unmark(root: string, dir: string): string {
  const from = path.join(root, ...dir.split("/"));
  const home = dir.startsWith(`${recycleFolder}/`) ? homeOf(root, dir) : dir;
  const to = path.join(root, ...home.split("/"));
  changing(() => {
    if (home !== dir) {
      mkdirSync(path.dirname(to), { recursive: true });
      // Fails where somebody was faster and the run would end up inside theirs.
      mkdirSync(to);
      try {
        renameSync(from, to);
      } catch (error) {
        rmdirSync(to);
        if (process.platform !== "win32") throw error;
        // Windows renames onto no folder, be it empty.
        renameSync(from, to);
      }
    }
    rmSync(path.join(to, markFile), { force: true });
  });
  return home;
}

/** Where a run of 0.7's bin came from, relative to the root. What a file says is only believed below `runs`. */
function homeOf(root: string, dir: string): string {
  const written = readMark(path.join(root, ...dir.split("/"))).originalPath;
  if (written === null) throw lost("nothing says where it was");
  const absolute = path.resolve(root, written);
  const home = path.relative(root, absolute).split(path.sep).join("/");
  // Nothing is looked for in folders whose names begin with a dot.
  const isBelow = home.startsWith("runs/") && !home.includes("/.");
  if (!isBelow) throw lost("the place it was at is not in this store");
  if (existsSync(absolute)) throw lost("another run is where it was");
  let folder = path.dirname(absolute);
  while (!existsSync(folder)) folder = path.dirname(folder);
  if (realpathSync(folder) !== folder) throw lost("a link leads away from the place it was at");
  // There nobody would see it, and it would go with that run.
  for (; folder !== root; folder = path.dirname(folder))
    if (isRun(folder)) throw lost("another run is where it was");
  return home;
}

function lost(why: string): RunicornError {
  return new RunicornError("conflict", `The run cannot be put back: ${why}.`);
}
