import { arch, hostname, release, type } from "node:os";

import { redactConfig } from "./capture/redaction.ts";
import type { PlainObject } from "./plain.ts";
import { plainConfig } from "./plainConfig.ts";
import { version } from "./version.ts";

const machines: Readonly<Record<string, string>> = { x64: "x86_64", arm64: "aarch64" };

const endingKeys = new Set([
  "status",
  "ended_at",
  "exit_reason",
  "exit_code",
  "exit_signal",
  "traceback",
]);

/** The part of meta.json that tells where a run is executed. */
export function processFields(root: string): PlainObject {
  return {
    node: process.versions.node,
    platform: `${type()} ${release()} (${machines[arch()] ?? arch()})`,
    hostname: hostname(),
    pid: process.pid,
    storage_dir: root,
    workspace_root: workingDirectory(),
    sdk: `typescript ${version}`,
  };
}

/** status.json of a run that begins now. */
export function newStatus(): PlainObject {
  const now = Date.now() / 1000;
  return { status: "running", started_at: now, heartbeat_at: now };
}

/** status.json of a run that goes on: it keeps when it was started and what we do not know. */
export function resumedStatus(status: PlainObject): PlainObject {
  const rest = Object.entries(status).filter(([key]) => !endingKeys.has(key));
  return { ...newStatus(), ...Object.fromEntries(rest), heartbeat_at: Date.now() / 1000 };
}

/** assets.json with the hyper-parameters and empty sections for the rest. */
export function newAssets(config: object | undefined): PlainObject {
  return {
    code: {},
    config: { args: redactConfig(plainConfig(config)), extra: {}, config_files: [] },
    datasets: [],
    pretrained: [],
    outputs: [],
  };
}

/** assets.json of a run that goes on, with the hyper-parameters that were given anew. */
export function resumedAssets(assets: PlainObject, config: object | undefined): PlainObject {
  const document: PlainObject = { ...newAssets(undefined), ...assets };
  const section = objectOr(document["config"]);
  document["config"] = {
    ...section,
    args: { ...objectOr(section["args"]), ...redactConfig(plainConfig(config)) },
  };
  return document;
}

function workingDirectory(): string | null {
  try {
    return process.cwd();
  } catch {
    // It was removed under the program, which can go on without.
    return null;
  }
}

function objectOr(value: PlainObject[string] | undefined): PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
