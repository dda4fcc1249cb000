import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

/** Where a run's log is: of a rank if one is asked for, else of the run, else of the lowest rank that has one. */
export function logFile(directory: string, rank: number | undefined): string {
  if (rank !== undefined) return path.join(directory, `logs.rank${rank}.txt`);
  const file = path.join(directory, "logs.txt");
  if (existsSync(file)) return file;
  const [lowest] = ranksWithLog(directory);
  return lowest === undefined ? file : path.join(directory, `logs.rank${lowest}.txt`);
}

function ranksWithLog(directory: string): number[] {
  try {
    return readdirSync(directory)
      .map((name) => /^logs\.rank(\d{1,9})\.txt$/.exec(name)?.[1])
      .filter((rank) => rank !== undefined)
      .map(Number)
      .sort((a, b) => a - b);
  } catch {
    // A directory that cannot be read has no log to show.
    return [];
  }
}
