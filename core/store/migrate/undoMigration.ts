import { chmodSync, lstatSync, mkdirSync, renameSync } from "node:fs";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";
import { changing } from "#core/store/files/replaceJson.ts";
import { thisHost } from "#core/store/follow/liveness.ts";

import { exists, removeEmpty, type Step } from "./migrateRuns.ts";
import { dropJournal, lastJournal, tidyJournals, writeJournal } from "./migrationJournal.ts";
import { obstacleOnTheWay } from "./migrationPlace.ts";
import { type Move, whyNot } from "./planMigration.ts";

/**
 * Puts the runs of the last migration back where they were, whether it was finished or broken off, and the folders too. It
 * may itself be broken off after any step and begun again. Throws `not_found` where there is nothing to undo, and what
 * `migrateRuns` does.
 */
export function* undoMigration(root: string): Generator<Step> {
  const stored = lastJournal(root);
  if (!stored) {
    tidyJournals(root);
    throw new RunicornError("not_found", "No migration of this store is left to undo.");
  }
  const { journal } = stored;
  writeJournal(root, { ...stored, journal: { ...journal, finished_at: null } });
  const host = thisHost();
  const staying: Move[] = [];
  changing(() => {
    for (const { dir, mode } of journal.left) {
      if (obstacleOnTheWay(root, dir) !== undefined) continue;
      const folder = path.join(root, dir);
      if (!exists(root, dir)) mkdirSync(folder);
      // The system takes the umask off it; one that was killed may have got no further than to make it.
      const stat = lstatSync(folder);
      if (stat.isDirectory() && (stat.mode & 0o7777) !== mode) chmodSync(folder, mode);
    }
  });
  for (const move of journal.moves.toReversed()) {
    const back = { from: move.to, to: move.from };
    if (!exists(root, back.from)) continue;
    const why = whyNot(root, back, host);
    if (why === undefined) {
      changing(() => renameSync(path.join(root, back.from), path.join(root, back.to)));
      yield { kind: "moved", ...back };
    } else {
      staying.push(move);
      yield { kind: "stayed", dir: back.from, why };
    }
  }
  removeEmpty(root, journal.made);
  if (staying.length === 0) dropJournal(root, stored.name);
  else {
    const rest = { ...journal, finished_at: Date.now() / 1000, moves: staying };
    writeJournal(root, { ...stored, journal: rest });
  }
}
