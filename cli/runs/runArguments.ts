import { UsageError } from "../command.ts";

/** The one run a command was given. */
export function oneRun(command: string, positionals: readonly string[]): string {
  const [id] = positionals;
  if (id === undefined) throw new UsageError(`runs ${command} wants a run's ID.`);
  return id;
}

/** The runs a command was given, at least one. */
export function someRuns(command: string, positionals: readonly string[]): string[] {
  if (positionals.length === 0) throw new UsageError(`runs ${command} wants the IDs of runs.`);
  return [...new Set(positionals)];
}
