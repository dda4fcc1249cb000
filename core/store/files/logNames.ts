/** The log of a run. */
export const mainLog = "logs.txt";

/** The log of one of several processes. */
export function rankLog(rank: number): string {
  return `logs.rank${rank}.txt`;
}

export function isLogName(name: string): boolean {
  return name === mainLog || rankOfLog(name) !== undefined;
}

/** Whose logs are among these files of a run directory: null for the run's own, then the ranks in their order. */
export function logRanks(names: readonly string[]): (number | null)[] {
  const ranks = names.map(rankOfLog).filter((rank) => rank !== undefined);
  return [...(names.includes(mainLog) ? [null] : []), ...ranks.toSorted((a, b) => a - b)];
}

/** Which of the files in a run directory is its log: of the run, else of the lowest rank that has one. */
export function logName(names: readonly string[]): string {
  if (names.includes(mainLog)) return mainLog;
  const ranks = names.map(rankOfLog).filter((rank) => rank !== undefined);
  return ranks.length === 0 ? mainLog : rankLog(Math.min(...ranks));
}

function rankOfLog(name: string): number | undefined {
  if (!name.startsWith("logs.rank")) return undefined;
  const rank = /^logs\.rank(\d{1,9})\.txt$/.exec(name)?.[1];
  return rank === undefined ? undefined : Number(rank);
}
