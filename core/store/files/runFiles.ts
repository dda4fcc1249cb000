import { lstatSync, type Stats } from "node:fs";
import path from "node:path";

import type { z } from "zod";

import {
  AssetsFile,
  MetaFile,
  StatusFile,
  SummaryFile,
  WriterFile,
} from "#core/protocol/format.ts";
import type { Problem } from "#core/protocol/run.ts";

import { parseLenientJson } from "./lenientJson.ts";
import { isMissing, NotAFileError, readRegularFile } from "./regularFile.ts";

/** The small files of a run directory as far as they can be read. A file that is missing is undefined. */
export interface RunFiles {
  readonly meta: MetaFile | undefined;
  readonly status: StatusFile | undefined;
  readonly writer: WriterFile | undefined;
  readonly summary: SummaryFile | undefined;
  readonly assets: AssetsFile | undefined;
  readonly problems: readonly Problem[];
}

const maxBytes = 16 << 20;

/** Reads a run's small files. Nothing in them makes this fail; what cannot be read becomes a problem. */
export function readRunFiles(directory: string): RunFiles {
  const problems: Problem[] = [];
  const read = <S extends z.ZodType>(file: string, schema: S): z.output<S> | undefined => {
    const read = readJson(path.join(directory, file), schema);
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
    problems,
  };
}

type ReadJson<T> =
  | { readonly kind: "read"; readonly value: T }
  | { readonly kind: "missing" }
  | { readonly kind: "unreadable_file" | "damaged_file"; readonly why: string };

function readJson<S extends z.ZodType>(file: string, schema: S): ReadJson<z.output<S>> {
  let text: string;
  try {
    text = readRegularFile(file, maxBytes).toString("utf8");
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
  /** The run is marked as deleted. */
  readonly deleted: boolean;
  /** Of `events.jsonl`; "" where there is none. */
  readonly events: string;
  /** 0 where there is no such file. */
  readonly eventsSize: number;
  readonly logSize: number;
  /** Unix seconds of the newest write to events, log or status. */
  readonly lastWrite: number;
}

const stamped = ["meta.json", "status.json", ".writer.json", "summary.json", "assets.json"];

export function stampRun(directory: string): RunStamp {
  const stat = (file: string): Stats | undefined => statOf(path.join(directory, file));
  const small = stamped.map(stat);
  const events = stat("events.jsonl");
  const log = stat("logs.txt");
  const writes = [events, log, small[1]].map((s) => s?.mtimeMs ?? 0);
  return {
    text: small.map(stampOf).join("|"),
    events: stampOf(events),
    deleted: stat(".deleted") !== undefined,
    eventsSize: events?.size ?? 0,
    logSize: log?.isFile() ? log.size : 0,
    lastWrite: Math.max(...writes) / 1000,
  };
}

/** Differs whenever a file has been written or replaced. */
export function stampOf(stat: Stats | undefined): string {
  return stat ? `${stat.mtimeMs}:${stat.size}:${stat.ino}` : "";
}

function statOf(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
