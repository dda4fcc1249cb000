import path from "node:path";

import { RunBackground } from "./background/runBackground.ts";
import { type Beginning, beginRun, joinRun } from "./beginRun.ts";
import { callSite } from "./capture/callSite.ts";
import { ConsoleCapture } from "./console/consoleCapture.ts";
import { isEnabled } from "./enabled.ts";
import type { InitOptions } from "./initOptions.ts";
import { readJson } from "./jsonFile.ts";
import { splitPath } from "./names.ts";
import { Notices } from "./notices.ts";
import { openRuns } from "./openRuns.ts";
import { type PlainObject, plainText } from "./plain.ts";
import { plainConfig } from "./plainConfig.ts";
import { plainOptions } from "./plainOptions.ts";
import { type Rank, alone, rankOfProcess } from "./ranks.ts";
import { RecordedRun } from "./recordedRun.ts";
import type { Run } from "./run.ts";
import { runPlace } from "./runPlace.ts";
import { RunRecord } from "./runRecord.ts";
import { registerRoot, storeRoot } from "./storeRoot.ts";
import { type Switches, readSwitches } from "./switches.ts";

const heartbeatSeconds = 15;

/**
 * Begins a run, or goes on with one by `runId` and `resume`. It becomes the active run. Never throws: where nothing can
 * be recorded, the run that comes back takes every call and does nothing.
 */
export function init(options: InitOptions = {}): Run {
  return begin(options, undefined);
}

function begin(given: InitOptions, from: RunRecord | undefined): Run {
  if (!isEnabled()) return openRuns.addSilent("disabled");
  const notices = new Notices();
  try {
    const plain = plainOptions(given);
    const switches = readSwitches(plain, notices);
    const rank = switches.ranks === "each" ? alone : rankOfProcess();
    const options = withRunId(plain, switches, rank, notices);
    const isShared = options.ranks === "all" && rank.worldSize > 1;
    if (rank.rank > 0 && !isShared) return openRuns.addSilent(`rank${rank.rank}`);
    const run = record(options, from, switches, isShared, rank, notices);
    openRuns.add(run);
    return run;
  } catch (error) {
    notices.tell("init", `this run is not recorded: ${plainText(error)}`);
    return openRuns.addSilent("disabled");
  }
}

function record(
  options: InitOptions,
  from: RunRecord | undefined,
  switches: Switches,
  isShared: boolean,
  rank: Rank,
  notices: Notices,
): RecordedRun {
  const root = storeRoot(options.storage);
  const names = namesOf(options);
  const site = callSite();
  const { captureEnv: env, captureCode: code, deferred, durable } = switches;
  const owns = rank.rank === 0;
  const beginning: Beginning = {
    root,
    place: runPlace(root, names, notices),
    isPlaced: names.isPlaced,
    options,
    rank,
    step: from?.step ?? 0,
    origin: from === undefined ? {} : { forked_from: { run: from.id, step: from.step } },
    capture: (directory) =>
      env || code !== false ? { directory, root, env, code, init: site } : null,
    notices,
  };
  const { writer, ...begun } = owns ? beginRun(beginning) : joinRun(beginning);
  const runRecord = new RunRecord({
    ...begun,
    root,
    rank: isShared ? rank.rank : undefined,
    deferred,
    durable,
    notices,
  });
  registerRoot(root);
  return new RecordedRun(runRecord, {
    writer,
    background: beginBackground(runRecord, beginning, switches),
    console: beginConsole(runRecord, switches),
    fork: (forked) => begin(forkOptions(runRecord, forked), runRecord),
  });
}

function beginBackground(
  record: RunRecord,
  beginning: Beginning,
  switches: Switches,
): RunBackground | undefined {
  if (process.env["RUNICORN_THREADS"] === "0") return undefined;
  if (!record.owns && !switches.durable) return undefined;
  return new RunBackground(record, {
    capture: record.owns ? beginning.capture(record.directory) : null,
    beatSeconds: record.owns ? heartbeatSeconds : null,
    systemMetrics: record.owns && switches.systemMetrics,
    durable: switches.durable ? durableFiles(record) : [],
  });
}

/** The files that grow, and the folders through which they are found. */
function durableFiles({ growing, directory, root }: RunRecord): string[] {
  const files = [...growing];
  for (let folder = directory; folder.length > root.length; folder = path.dirname(folder)) {
    files.push(folder);
  }
  return files;
}

function beginConsole(record: RunRecord, switches: Switches): ConsoleCapture | undefined {
  if (!switches.captureConsole) return undefined;
  const capture = new ConsoleCapture((line) => record.appendLog(line), switches.tqdmMode);
  capture.start();
  return capture;
}

/** What a fork is begun with: the run it goes on from, but for what the caller says. Never throws. */
function forkOptions(from: RunRecord, given: unknown): InitOptions {
  const options = plainOptions(given);
  const { args } = Object(readJson(from.file("assets.json"))["config"]) as { args?: PlainObject };
  return {
    project: from.project,
    name: from.name,
    storage: from.root,
    parent: from.id,
    ...options,
    config: { ...args, ...plainConfig(options.config) },
  };
}

/** The run's id and whether all ranks record into it, which they can only where they know its name. */
function withRunId(
  options: InitOptions,
  { ranks }: Switches,
  rank: Rank,
  notices: Notices,
): InitOptions {
  if (ranks !== "all") return { ...options, ranks: "zero" };
  const runId = options.runId ?? (process.env["RUNICORN_RUN_ID"] || undefined);
  if (runId !== undefined) return { ...options, ranks: rank.worldSize > 1 ? ranks : "zero", runId };
  if (rank.worldSize === 1) return { ...options, ranks: "zero" };
  notices.tell(
    "ranks",
    'ranks: "all" needs runId (or RUNICORN_RUN_ID), the same in every process; only rank 0 is recorded',
  );
  return { ...options, ranks: "zero" };
}

function namesOf(options: InitOptions): { project: string; name: string; isPlaced: boolean } {
  let { project, name, path: older } = options;
  // The first argument of Runicorn 0.5 and 0.6 was a path.
  if (older === undefined && name === undefined && project?.includes("/")) {
    [older, project] = [project, undefined];
  }
  const split = splitPath(older ?? "");
  return {
    project: project || split.project || "default",
    name: name || split.name || "default",
    isPlaced: Boolean(project || name || older),
  };
}
