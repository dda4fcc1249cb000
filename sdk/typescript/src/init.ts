import { existsSync } from "node:fs";
import path from "node:path";

import { RunBackground } from "./background/runBackground.ts";
import { callSite } from "./capture/callSite.ts";
import { DisabledRun } from "./disabledRun.ts";
import { isEnabled } from "./enabled.ts";
import type { InitOptions } from "./initOptions.ts";
import { readJson, replaceJson } from "./jsonFile.ts";
import { lastStep } from "./lastStep.ts";
import { runFolder, splitPath } from "./names.ts";
import { Notices } from "./notices.ts";
import { openRuns } from "./openRuns.ts";
import { type PlainObject, plainText, toPlainObject } from "./plain.ts";
import { RecordedRun } from "./recordedRun.ts";
import type { Run } from "./run.ts";
import { createDirectory, newRunId } from "./runDirectory.ts";
import { newAssets, newStatus, processFields, resumedAssets, resumedStatus } from "./runFiles.ts";
import { type RunPlace, runPlace } from "./runPlace.ts";
import { RunRecord } from "./runRecord.ts";
import { registerRoot, storeRoot } from "./storeRoot.ts";
import { claimRun, newWriter, writerFile } from "./writerFile.ts";

const attempts = 16;
const heartbeatSeconds = 15;

/**
 * Begins a run, or goes on with one by `runId` and `resume`. It becomes the active run. Never throws: where nothing can
 * be recorded, the run that comes back takes every call and does nothing.
 */
export function init(options: InitOptions = {}): Run {
  if (!isEnabled()) return new DisabledRun();
  const notices = new Notices();
  try {
    const root = storeRoot(options.storage);
    const place = runPlace(root, namesOf(options), notices);
    const { writer, ...begun } = begin(root, place, options, notices);
    const { project, name } = place;
    const record = new RunRecord({ ...begun, project, name, root, rank: undefined, notices });
    const run = new RecordedRun(record, writer, beginBackground(record, options), init);
    openRuns.add(run);
    registerRoot(root);
    return run;
  } catch (error) {
    notices.tell("init", `this run is not recorded: ${String(error)}`);
    return new DisabledRun();
  }
}

function namesOf(options: InitOptions): { project: string; name: string } {
  let { project, name, path: older } = options;
  // The first argument of Runicorn 0.5 and 0.6 was a path.
  if (older === undefined && name === undefined && project?.includes("/")) {
    [older, project] = [project, undefined];
  }
  const split = splitPath(plainText(older ?? ""));
  return {
    project: plainText(project || split.project || "default"),
    name: plainText(name || split.name || "default"),
  };
}

function begin(root: string, place: RunPlace, options: InitOptions, notices: Notices) {
  const wanted = options.runId === undefined ? undefined : runFolder(options.runId);
  if (wanted !== undefined) {
    const directory = path.join(place.runs, wanted);
    if (existsSync(directory)) {
      const writer = newWriter();
      if (claimRun(directory, writer)) {
        goOn(root, directory, options);
        if (options.resume !== true) {
          notices.tell(
            "exists",
            `run ${wanted} exists; its records are kept. resume continues its steps`,
          );
        }
        const step = options.resume === true ? lastStep(path.join(directory, "events.jsonl")) : 0;
        return { id: wanted, directory, writer, step };
      }
      notices.tell(
        "writer",
        `run ${wanted} is being written by a living process; a new run is begun instead`,
      );
      return create(root, place, undefined, options);
    }
  } else if (options.resume === true) {
    notices.tell("resume", "resume needs runId; a new run is begun");
  }
  return create(root, place, wanted, options);
}

function create(root: string, place: RunPlace, wanted: string | undefined, options: InitOptions) {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const id = attempt === 0 && wanted !== undefined ? wanted : newRunId();
    const writer = newWriter();
    const directory = path.join(place.runs, id);
    const meta: PlainObject = {
      id,
      ...place.named,
      alias: null,
      created_at: Date.now() / 1000,
      ...processFields(root),
      tags: [],
      notes: null,
      parent: null,
      ...about(options),
    };
    const created = createDirectory(directory, {
      [writerFile]: writer,
      "assets.json": newAssets(options.config),
      "status.json": newStatus(),
      "meta.json": meta,
    });
    if (created) return { id, directory, writer, step: 0 };
  }
  throw new Error(`no free run id in ${place.runs}`);
}

function goOn(root: string, directory: string, options: InitOptions): void {
  const [meta, status, assets] = ["meta.json", "status.json", "assets.json"].map((file) => ({
    file: path.join(directory, file),
    before: readJson(path.join(directory, file)),
  }));
  if (!meta || !status || !assets) return;
  replaceJson(meta.file, { ...meta.before, ...processFields(root), ...about(options) });
  replaceJson(assets.file, resumedAssets(assets.before, options.config));
  replaceJson(status.file, resumedStatus(status.before));
}

/** What the caller said about the run. */
function about(options: InitOptions): PlainObject {
  const { alias, notes, parent, tags } = options;
  return toPlainObject(
    Object.entries({
      alias,
      notes,
      parent: typeof parent === "object" ? parent.id : parent,
      tags: typeof tags === "string" ? [tags] : tags?.map(String),
    }),
  );
}

function beginBackground(record: RunRecord, options: InitOptions): RunBackground | undefined {
  if (process.env["RUNICORN_THREADS"] === "0") return undefined;
  const env = choice(options.captureEnv, "RUNICORN_CAPTURE_ENV");
  const code =
    options.captureCode === "full" || choice(options.captureCode, "RUNICORN_CAPTURE_CODE");
  const { directory, root } = record;
  const task = {
    directory,
    root,
    env,
    code: options.captureCode === "full" ? "full" : code,
    init: callSite(),
  } as const;
  return new RunBackground(record, {
    capture: env || code ? task : null,
    beatSeconds: heartbeatSeconds,
    systemMetrics: choice(options.systemMetrics, "RUNICORN_SYSTEM_METRICS"),
    durable: [],
  });
}

/** What the caller chose, else what the environment says, else true. */
function choice(given: boolean | "full" | undefined, variable: string): boolean {
  return given === undefined ? process.env[variable] !== "0" : given !== false;
}
