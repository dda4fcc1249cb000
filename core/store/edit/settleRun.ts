import path from "node:path";

import { changeJson } from "#core/store/files/changeJson.ts";
import { readJsonObject } from "#core/store/files/jsonObject.ts";
import { replaceJson } from "#core/store/files/replaceJson.ts";
import {
  type RunFiles,
  type RunStamp,
  readRunFiles,
  stampRun,
} from "#core/store/files/runFiles.ts";
import type { Host } from "#core/store/follow/liveness.ts";
import { lifeOf } from "#core/store/runs/runRecord.ts";

/** What became of a run that its files call running: its process is there, or that it is gone was written down. */
type Settled = "not running" | "alive" | "written";

/**
 * Writes into a run's status.json that its process is gone, where that is so. A status file that is damaged stays as it is:
 * it may just be being written. `now` is Unix seconds. Throws `store_read_only`, `storage_full`.
 */
export function settleRun(directory: string, host: Host, now: number): Settled {
  const file = path.join(directory, "status.json");
  let isWritten: boolean;
  try {
    isWritten = readJsonObject(file) !== undefined;
  } catch {
    return "not running";
  }
  const files = readRunFiles(directory);
  if ((files.status?.status ?? "running") !== "running") return "not running";
  const life = lifeOf(files, stampRun(directory), host, now);
  if (life.status === "running" || !isJudged(files, host)) return "alive";
  const { status, ended_at, exit_reason } = life;
  if (isWritten) changeJson(file, { status, ended_at, exit_reason });
  else replaceJson(file, { status, ended_at, exit_reason });
  return "written";
}

const quietSeconds = 86_400;

/** Whether a run may still be written to; for one of another machine that shows no heartbeat, whether it was within a day. */
export function isUnsettled(files: RunFiles, stamp: RunStamp, host: Host, now: number): boolean {
  if (lifeOf(files, stamp, host, now).status === "running") return true;
  const isOpen = (files.status?.status ?? "running") === "running";
  return isOpen && !isJudged(files, host) && now - stamp.lastWrite < quietSeconds;
}

/** A run of another machine by Runicorn 0.4–0.7, which has no heartbeat: its silence says too little to be written down. */
function isJudged({ writer, meta }: RunFiles, host: Host): boolean {
  return writer !== undefined || (meta?.hostname ?? host.name) === host.name;
}
