import path from "node:path";

import { RecycleBin } from "#core/store/edit/recycleBin.ts";
import { isUnsettled } from "#core/store/edit/settleRun.ts";
import { statOf } from "#core/store/files/eventFiles.ts";
import { readRunFiles, stampRun } from "#core/store/files/runFiles.ts";
import { type Host, thisHost } from "#core/store/follow/liveness.ts";
import { findRuns, type RunPlace } from "#core/store/follow/runDirectories.ts";
import { runIdOf } from "#core/store/follow/runIds.ts";
import { projectAndName } from "#core/store/runs/runRecord.ts";

import { obstacleOnTheWay, placeInProject } from "./migrationPlace.ts";

/** A run directory's way, both ends relative to the root. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** A run that is not moved, and why. */
export interface Stay {
  readonly dir: string;
  readonly why: string;
}

export interface Plan {
  readonly moves: readonly Move[];
  readonly stays: readonly Stay[];
}

/** Where the runs of older layouts would go, those of the recycle bin among them. Changes nothing. */
export function planMigration(root: string): Plan {
  const live = Array.from(findRuns(root)).flatMap((found) =>
    found.kind === "run" ? [found.place] : [],
  );
  const all = [...live, ...new RecycleBin(root, () => []).places().values()];
  const byId = Map.groupBy(all, ({ dir }) => runIdOf(dir));
  const host = thisHost();
  const moves: Move[] = [];
  const stays: Stay[] = [];
  for (const place of all.filter(({ layout }) => layout !== "seed")) {
    const { dir } = place;
    const id = runIdOf(dir);
    const to = placeOf(root, place, id);
    // By whose place it is decided which of them may be called by the plain id.
    const other = byId.get(id)?.find((namesake) => namesake !== place);
    const why = other
      ? `${other.dir} has the same id`
      : to === undefined
        ? "its folders' names do not do for a project and a name"
        : whyNot(root, { from: dir, to }, host);
    if (why === undefined && to !== undefined) moves.push({ from: dir, to });
    else stays.push({ dir, why: why ?? "" });
  }
  return { moves, stays };
}

function placeOf(root: string, place: RunPlace, id: string): string | undefined {
  const { meta } = readRunFiles(path.join(root, place.dir));
  const { project, name } = projectAndName(place, meta);
  return placeInProject(project, name, id);
}

/** Why a run cannot be moved now. */
export function whyNot(root: string, { from, to }: Move, host: Host): string | undefined {
  const directory = path.join(root, from);
  if (isUnsettled(readRunFiles(directory), stampRun(directory), host, Date.now() / 1000)) {
    return "it is still being written";
  }
  if (statOf(path.join(root, to))) return `${to} is there already`;
  if (statOf(directory)?.dev !== statOf(root)?.dev) return "it lies on another file system";
  return obstacleOnTheWay(root, from) ?? obstacleOnTheWay(root, to);
}
