import type { Stats } from "node:fs";

import type { z } from "zod";

import {
  AssetsFile,
  EnvironmentFile,
  MetaFile,
  StatusFile,
  SummaryFile,
  WriterFile,
} from "#core/protocol/format.ts";
import type { Problem } from "#core/protocol/run.ts";

import { joinStamps, namesIn, stampEventFiles, stampOf, statOf } from "./eventFiles.ts";
import { parseLenientJson } from "./lenientJson.ts";
import { isLogName, logName } from "./logNames.ts";
import { isMissing, NotAFileError, readRegularFile } from "./regularFile.ts";

/** The small files of a run directory as far as they can be read. A file that is missing is undefined. */
export interface RunFiles {
  readonly meta: MetaFile | undefined;
  readonly status: StatusFile | undefined;
  readonly writer: WriterFile | undefined;
  readonly summary: SummaryFile | undefined;
  readonly assets: AssetsFile | undefined;
  readonly environment: EnvironmentFile | undefined;
  readonly problems: readonly Problem[];
}

const maxBytes = 16 << 20;

/**
 * Reads a run's small files. Nothing in them makes this fail; what cannot be read becomes a problem. Those that were not
 * there when `stamp` was taken are not looked for.
 */
export function readRunFiles(directory: string, stamp?: RunStamp): RunFiles {
  const stamps = stamp?.text.split("|");
  return readFiles(directory, (file) => stamps?.[stamped.indexOf(file)] !== "");
}

/** Both at once, of a directory with these `names` in it. A file is stamped as it was just before it was read. */
export function readAndStamp(
  directory: string,
  names: readonly string[],
): { readonly files: RunFiles; readonly stamp: RunStamp } {
  const stats = new Map<string, Stats>();
  const files = readFiles(
    directory,
    (file) => names.includes(file),
    (file, stat) => stats.set(file, stat),
  );
  // What is no regular file was not opened.
  return { files, stamp: toStamp(directory, names, stats) };
}

function readFiles(
  directory: string,
  isThere: (file: SmallFile) => boolean,
  onStat?: (file: SmallFile, stat: Stats) => void,
): RunFiles {
  const problems: Problem[] = [];
  const read = <S extends z.ZodType>(file: SmallFile, schema: S): z.output<S> | undefined => {
    if (!isThere(file)) return undefined;
    const read = readJson(`${directory}/${file}`, schema, (stat) => onStat?.(file, stat));
    if (read.kind === "read") return read.value;
    if (read.kind !== "missing") {
      problems.push({ file, kind: read.kind, count: 1, message: `${file} ${read.why}` });
    }
    return undefined;
  };
  return {
    meta: read("meta.json", MetaFile),
    status: read("status.json", StatusFile),
    writer: read(".writer.json", WriterFile),
    summary: read("summary.json", SummaryFile),
    assets: read("assets.json", AssetsFile),
    environment: read("environment.json", EnvironmentFile),
    problems,
  };
}

type ReadJson<T> =
  | { readonly kind: "read"; readonly value: T }
  | { readonly kind: "missing" }
  | { readonly kind: "unreadable_file" | "damaged_file"; readonly why: string };

function readJson<S extends z.ZodType>(
  file: string,
  schema: S,
  onStat: (stat: Stats) => void,
): ReadJson<z.output<S>> {
  let text: string;
  try {
    text = readRegularFile(file, maxBytes, onStat).toString("utf8");
  } catch (error) {
    if (isMissing(error)) return { kind: "missing" };
    const why =
      error instanceof NotAFileError || error instanceof RangeError
        ? error.message
        : `cannot be read (${errorCode(error)})`;
    return { kind: "unreadable_file", why };
  }
  try {
    const parsed = schema.safeParse(parseLenientJson(text.replace(/^\uFEFF/, "")));
    if (parsed.success) return { kind: "read", value: parsed.data };
    return { kind: "damaged_file", why: "does not hold a JSON object" };
  } catch {
    return { kind: "damaged_file", why: "is not valid JSON" };
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}

/** What `lstat` says of the files whose change changes a run's record. */
export interface RunStamp {
  /** Differs from an earlier one when any of the small files may have changed. */
  readonly text: string;
  /** False where the system refused to say of a file whether it is there: a disk that is gone for a moment. */
  readonly isCertain: boolean;
  /** The run is marked as deleted. */
  readonly deleted: boolean;
  /** Of the files numbers are logged to, together; "" where there is none. */
  readonly events: string;
  /** Bytes of all of them. */
  readonly eventsSize: number;
  /** Differs whenever a log has been written, of whichever process. */
  readonly logs: string;
  /** Bytes of the log that is shown, see `logName`; 0 where there is none. */
  readonly logSize: number;
  /** Unix seconds of the newest write to events, log or status. */
  readonly lastWrite: number;
}

const stamped = [
  "meta.json",
  "status.json",
  ".writer.json",
  "summary.json",
  "assets.json",
  "environment.json",
] as const;
type SmallFile = (typeof stamped)[number];

/** `names` are those in the directory, where they are known: what is not among them is not looked for. */
export function stampRun(directory: string, names?: readonly string[]): RunStamp {
  return toStamp(directory, names);
}

/** `known` are those that have been looked at, by name. */
function toStamp(
  directory: string,
  names: readonly string[] | undefined,
  known?: ReadonlyMap<string, Stats>,
): RunStamp {
  let isCertain = true;
  const look = (file: string) => statOf(file, () => (isCertain = false));
  const stat = (file: string) =>
    names?.includes(file) === false
      ? undefined
      : (known?.get(file) ?? look(`${directory}/${file}`));
  const small = stamped.map(stat);
  const listed = names ?? namesIn(directory);
  const eventFiles = stampEventFiles(directory, listed, look);
  const logs = listed.filter(isLogName).map((name) => [name, stat(name)] as const);
  const shown = logName(listed);
  const log = logs.find(([name]) => name === shown)?.[1];
  const writes = [small[1], ...logs.map(([, stat]) => stat)].map((s) => s?.mtimeMs ?? 0);
  const deleted = stat(".deleted") !== undefined;
  return {
    text: small.map(stampOf).join("|"),
    events: joinStamps(eventFiles),
    eventsSize: eventFiles.reduce((sum, { size }) => sum + size, 0),
    isCertain,
    deleted,
    logs: logs.map(([, stat]) => stampOf(stat)).join("|"),
    logSize: log?.isFile() ? log.size : 0,
    lastWrite: Math.max(...writes, ...eventFiles.map(({ writtenMs }) => writtenMs)) / 1000,
  };
}
