import { lstatSync, mkdirSync, renameSync, rmdirSync } from "node:fs";
import path from "node:path";

import { statOf } from "#core/store/files/eventFiles.ts";
import { changing } from "#core/store/files/replaceJson.ts";
import { thisHost } from "#core/store/follow/liveness.ts";

import {
  journalName,
  lastJournal,
  type MigrationJournal,
  prepareJournals,
  type StoredJournal,
  tidyJournals,
  writeJournal,
} from "./migrationJournal.ts";
import { foldersAbove } from "./migrationPlace.ts";
import { type Move, planMigration, type Stay, whyNot } from "./planMigration.ts";

/** What has just been done with a run. */
export type Step = ({ readonly kind: "moved" } & Move) | ({ readonly kind: "stayed" } & Stay);

/**
 * Moves the runs of older layouts to `<project>/<name>/runs/<id>`, one rename each, and goes on with a migration that was
 * broken off. It may be broken off after any step, by the end of the process too; `undoMigration` then puts back what
 * was moved. Throws `store_read_only`, `storage_full`, and `conflict` for a damaged journal.
 */
export function* migrateRuns(root: string): Generator<Step> {
  const { moves, stays } = planMigration(root);
  for (const stay of stays) yield { kind: "stayed", ...stay };
  const broken = lastJournal(root);
  const stored = begin(root, moves, broken?.journal.finished_at === null ? broken : undefined);
  if (!stored) return;
  const { journal } = stored;
  const host = thisHost();
  const done: Move[] = [];
  for (const move of journal.moves) {
    if (!exists(root, move.from)) {
      if (exists(root, move.to)) done.push(move);
      continue;
    }
    const why = whyNot(root, move, host);
    if (why === undefined) {
      changing(() => {
        mkdirSync(path.dirname(path.join(root, move.to)), { recursive: true });
        renameSync(path.join(root, move.from), path.join(root, move.to));
      });
      done.push(move);
      yield { kind: "moved", ...move };
    } else if (moves.some(({ from }) => from === move.from)) {
      yield { kind: "stayed", dir: move.from, why };
    }
  }
  removeEmpty(
    root,
    journal.left.map(({ dir }) => dir),
  );
  removeEmpty(root, journal.made);
  writeJournal(root, {
    ...stored,
    journal: { ...journal, finished_at: Date.now() / 1000, moves: done },
  });
}

/** Writes down what is going to be done; undefined where that is nothing. */
function begin(
  root: string,
  planned: readonly Move[],
  broken: StoredJournal | undefined,
): StoredJournal | undefined {
  if (planned.length === 0 && !broken) {
    tidyJournals(root);
    return undefined;
  }
  const started = broken?.journal.started_at ?? Date.now() / 1000;
  const known = new Set(broken?.journal.moves.map(({ from }) => from));
  const moves = planned.filter(({ from }) => !known.has(from));
  const left = new Set(moves.flatMap(({ from }) => foldersAbove(from)));
  const made = new Set(moves.flatMap(({ to }) => foldersAbove(to)));
  const before = broken?.journal;
  const wasLeft = new Set(before?.left.map(({ dir }) => dir));
  const wasMade = new Set(before?.made);
  const journal: MigrationJournal = {
    version: 1,
    started_at: started,
    finished_at: null,
    moves: [...(before?.moves ?? []), ...moves],
    left: [
      ...(before?.left ?? []),
      ...[...left]
        .filter((dir) => !wasLeft.has(dir))
        .map((dir) => ({ dir, mode: lstatSync(path.join(root, dir)).mode & 0o7777 })),
    ],
    made: [...wasMade, ...[...made].filter((dir) => !wasMade.has(dir) && !exists(root, dir))],
  };
  const stored = { name: broken?.name ?? journalName(started), journal };
  changing(() => prepareJournals(root));
  writeJournal(root, stored);
  return stored;
}

export function exists(root: string, dir: string): boolean {
  return statOf(path.join(root, dir)) !== undefined;
}

/** Removes those of the folders that are empty, innermost first; what else lies in one is somebody's. */
export function removeEmpty(root: string, folders: Iterable<string>): void {
  for (const dir of [...folders].sort((a, b) => b.length - a.length)) {
    try {
      rmdirSync(path.join(root, dir));
    } catch {
      // Not empty, or gone already.
    }
  }
}
