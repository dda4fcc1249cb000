import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";

import { captureDocuments } from "./capture/capture.ts";
import type { CaptureTask } from "./capture/captureTask.ts";
import { findRun } from "./findRun.ts";
import type { InitOptions } from "./initOptions.ts";
import { readToReplace, replaceJson } from "./jsonFile.ts";
import { lastStep } from "./lastStep.ts";
import { launchId } from "./launchId.ts";
import { runFolder } from "./names.ts";
import type { Notices } from "./notices.ts";
import { type PlainObject, toPlainObject } from "./plain.ts";
import type { Rank } from "./ranks.ts";
import { createDirectory, newRunId } from "./runDirectory.ts";
import { newAssets, newStatus, processFields, resumedAssets, resumedStatus } from "./runFiles.ts";
import type { RunPlace } from "./runPlace.ts";
import { claimRun, newWriter, writerFile } from "./writerFile.ts";

/** What is to be begun. */
export interface Beginning {
  readonly root: string;
  readonly place: RunPlace;
  /** Whether the caller named a project or a name. */
  readonly isPlaced: boolean;
  readonly options: InitOptions;
  readonly rank: Rank;
  /** The step counter's value to begin with. */
  readonly step: number;
  /** What meta.json says of the run this one goes on from. */
  readonly origin: PlainObject;
  /** What is to be captured of a run in this directory; null for nothing. */
  readonly capture: (directory: string) => CaptureTask | null;
  readonly notices: Notices;
}

/** A run's directory, made or claimed. */
export interface Begun {
  readonly id: string;
  readonly directory: string;
  readonly project: string;
  readonly name: string;
  /** By which this process owns the run; undefined for a rank that only adds records. */
  readonly writer: (PlainObject & { nonce: string }) | undefined;
  readonly step: number;
}

const attempts = 16;

/** Begins the run, or goes on with it. Throws what the file system said where nothing can be recorded. */
export function beginRun(beginning: Beginning): Begun {
  const { options, notices } = beginning;
  if (options.runId === undefined) {
    if (options.resume === true) {
      notices.tell("resume", "resume needs runId; a new run is begun");
    }
    return create(beginning, undefined);
  }
  const id = runFolder(options.runId);
  const directory = existing(beginning, id);
  return directory === undefined ? create(beginning, id) : goOn(beginning, id, directory);
}

/** Adds to the run as one of its ranks, of which another one owns it. */
export function joinRun(beginning: Beginning): Begun {
  const id = runFolder(beginning.options.runId);
  const directory = existing(beginning, id) ?? path.join(beginning.place.runs, id);
  mkdirSync(path.join(directory, "media"), { recursive: true });
  const events = path.join(directory, `events.rank${beginning.rank.rank}.jsonl`);
  const step = beginning.options.resume === true ? lastStep(events) : 0;
  return { id, directory, ...namesOf(beginning, directory), writer: undefined, step };
}

function existing({ root, place, isPlaced, options }: Beginning, id: string): string | undefined {
  const directory = path.join(place.runs, id);
  if (existsSync(directory)) return directory;
  return options.resume === true && !isPlaced ? findRun(root, id) : undefined;
}

function goOn(beginning: Beginning, id: string, directory: string): Begun {
  const { options, notices } = beginning;
  const writer = newWriter();
  if (!claimRun(directory, writer)) {
    notices.tell(
      "writer",
      `run ${id} is being written by a living process; a new run is begun instead`,
    );
    return create(beginning, undefined);
  }
  // A rank that came first made only the folder.
  const isNew = !existsSync(path.join(directory, "meta.json"));
  const capture = beginning.capture(directory);
  const documents = {
    ...(isNew ? newDocuments(beginning, id) : resumedDocuments(beginning, directory)),
    ...(capture === null ? {} : captureDocuments(capture)),
  };
  for (const [file, document] of Object.entries(documents)) {
    replaceJson(path.join(directory, file), document);
  }
  if (options.resume !== true && !isNew) {
    notices.tell("exists", `run ${id} exists; its records are kept. resume continues its steps`);
  }
  const events = path.join(directory, eventsName(beginning));
  const step = options.resume === true ? lastStep(events) : beginning.step;
  return { id, directory, ...namesOf(beginning, directory), writer, step };
}

function create(beginning: Beginning, wanted: string | undefined): Begun {
  const { place, step } = beginning;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const id = attempt === 0 && wanted !== undefined ? wanted : newRunId();
    const directory = path.join(place.runs, id);
    const writer = newWriter();
    const capture = beginning.capture(directory);
    const created = createDirectory(directory, {
      [writerFile]: writer,
      ...(capture === null ? {} : captureDocuments(capture)),
      ...newDocuments(beginning, id),
    });
    const { project, name } = place;
    if (created) return { id, directory, project, name, writer, step };
    // Another rank of this training came first.
    const directoryIsOurs = attempt === 0 && wanted !== undefined && isShared(beginning);
    if (directoryIsOurs) return goOn(beginning, id, directory);
  }
  throw new Error(`no free run id in ${place.runs}`);
}

function newDocuments(beginning: Beginning, id: string): Record<string, PlainObject> {
  const { root, place, options, rank, origin } = beginning;
  return {
    "assets.json": newAssets(options.config),
    "status.json": newStatus(),
    "meta.json": {
      id,
      ...place.named,
      alias: null,
      created_at: Date.now() / 1000,
      ...processFields(root),
      tags: [],
      notes: null,
      parent: null,
      launch_id: launchId(),
      ...rankFields(rank),
      ...origin,
      ...about(options),
    },
  };
}

function resumedDocuments(
  { root, options, rank, origin }: Beginning,
  directory: string,
): Record<string, PlainObject> {
  const before = (file: string) => readToReplace(path.join(directory, file));
  const meta = {
    ...before("meta.json"),
    ...processFields(root),
    launch_id: launchId(),
    ...rankFields(rank),
    ...origin,
    ...about(options),
  };
  return {
    "meta.json": meta,
    "assets.json": resumedAssets(before("assets.json"), options.config),
    "status.json": resumedStatus(before("status.json")),
  };
}

function isShared({ rank, options }: Beginning): boolean {
  return rank.worldSize > 1 && options.ranks === "all";
}

function eventsName(beginning: Beginning): string {
  return isShared(beginning) ? `events.rank${beginning.rank.rank}.jsonl` : "events.jsonl";
}

/** Project and name of a run that may lie elsewhere than its place says. */
function namesOf({ root, place }: Beginning, directory: string): { project: string; name: string } {
  if (path.dirname(directory) === place.runs) return { project: place.project, name: place.name };
  const [project = "", ...names] = path
    .relative(root, path.dirname(path.dirname(directory)))
    .split(path.sep);
  return { project, name: names.join("/") };
}

function rankFields({ rank, worldSize }: Rank): PlainObject {
  return worldSize > 1 ? { rank, world_size: worldSize } : {};
}

/** What the caller said about the run. */
function about({ alias, notes, parent, tags }: InitOptions): PlainObject {
  return toPlainObject(Object.entries({ alias, notes, parent, tags }));
}
