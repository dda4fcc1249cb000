import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

import { logName, logRanks, mainLog, rankLog } from "#core/store/files/logNames.ts";

/** Where a run's log is: of a rank if one is asked for, else of the run, else of the lowest rank that has one. */
export function logFile(directory: string, rank: number | undefined): string {
  if (rank !== undefined) return path.join(directory, rankLog(rank));
  const file = path.join(directory, mainLog);
  return existsSync(file) ? file : path.join(directory, logName(namesIn(directory)));
}

/** Whose logs a run has: null for its own, then its ranks. */
export function ranksWithLog(directory: string): (number | null)[] {
  return logRanks(namesIn(directory));
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    // A directory that cannot be read has no log to show.
    return [];
  }
}
