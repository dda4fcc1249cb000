import { lstatSync, readdirSync, type Stats } from "node:fs";

import { mainLog } from "./logNames.ts";
import { isMissing } from "./regularFile.ts";

/** A file of a run that numbers are logged to. */
export interface EventFile {
  readonly name: string;
  /** `system`: samples of the machine that the run was on. */
  readonly source: "events" | "system";
  /** Which of several processes wrote it; null where there is only one. */
  readonly rank: number | null;
}

/** One of them as it lies there. */
export interface StampedFile extends EventFile {
  /** See `stampOf`. */
  readonly stamp: string;
  readonly size: number;
  readonly writtenMs: number;
}

const mainFile: EventFile = { name: "events.jsonl", source: "events", rank: null };
const systemFile: EventFile = { name: "system.jsonl", source: "system", rank: null };

/** What a name in a run directory is; undefined for any other file. */
export function toEventFile(name: string): EventFile | undefined {
  if (name === mainFile.name) return mainFile;
  if (name === systemFile.name) return systemFile;
  // At most four digits: an event's id has room for no more.
  const rank = /^events\.rank(0|[1-9]\d{0,3})\.jsonl$/.exec(name)?.[1];
  return rank === undefined ? undefined : { name, source: "events", rank: Number(rank) };
}

/** The order in which a run's files are read and its metrics listed: the main one, ranks, the system. */
export function compareEventFiles(a: EventFile, b: EventFile): number {
  if (a.source !== b.source) return a.source === "events" ? -1 : 1;
  return (a.rank ?? -1) - (b.rank ?? -1);
}

/** The files a run has, in their order, whatever they are. `names` are those in its directory, where they are known. */
export function stampEventFiles(
  directory: string,
  names = namesIn(directory),
  statFile: (file: string) => Stats | undefined = statOf,
): StampedFile[] {
  const stamped: StampedFile[] = [];
  for (const name of names) {
    const file = toEventFile(name);
    const stat = file && statFile(`${directory}/${name}`);
    if (!stat) continue;
    stamped.push({ ...file, stamp: stampOf(stat), size: stat.size, writtenMs: stat.mtimeMs });
  }
  return stamped.sort(compareEventFiles);
}

/** The file that a run's own numbers are in: where every process writes one of its own, that of the lowest rank. */
export function mainEventFile(directory: string): EventFile {
  return stampEventFiles(directory).find(({ source }) => source === "events") ?? mainFile;
}

/** Puts the stamps of a run's files together; "" where none has one. */
export function joinStamps(files: Iterable<Pick<StampedFile, "name" | "stamp">>): string {
  return [...files]
    .filter(({ stamp }) => stamp !== "")
    .map(({ name, stamp }) => `${name}=${stamp}`)
    .sort()
    .join("|");
}

/** Differs whenever a file has been written or replaced. */
export function stampOf(stat: Stats | undefined): string {
  return stat ? `${stat.mtimeMs}:${stat.size}:${stat.ino}` : "";
}

/** Nothing for what is missing, and for what cannot be looked at; `onRefusal` is called for the latter. */
export function statOf(file: string, onRefusal?: () => void): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    if (!isMissing(error)) onRefusal?.();
    return undefined;
  }
}

/** Names in a run directory; where it is closed to lists, the usual ones. */
export function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [mainFile.name, systemFile.name, mainLog];
  }
}
