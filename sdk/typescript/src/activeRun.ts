import { DisabledRun } from "./disabledRun.ts";
import { isEnabled } from "./enabled.ts";
import { Notices } from "./notices.ts";
import { openRuns } from "./openRuns.ts";
import type { LogOptions, Run } from "./run.ts";

const notices = new Notices();

/** The run begun last of those that have not ended. */
export function getActiveRun(): Run | undefined {
  return openRuns.active;
}

/** `log` of the active run. */
export function log(data: Readonly<Record<string, unknown>>, options?: LogOptions): void {
  activeRun().log(data, options);
}

/** `logText` of the active run. */
export function logText(text: string): void {
  activeRun().logText(text);
}

/** `summary` of the active run. */
export function summary(update: Readonly<Record<string, unknown>>): void {
  activeRun().summary(update);
}

/** `setPrimaryMetric` of the active run. */
export function setPrimaryMetric(name: string, mode: "max" | "min" = "max"): void {
  activeRun().setPrimaryMetric(name, mode);
}

/** `finish` of the active run. */
export function finish(status = "finished"): void {
  activeRun().finish(status);
}

function activeRun(): Run {
  const run = openRuns.active;
  if (run !== undefined) return run;
  if (isEnabled()) {
    notices.tell("none", "there is no active run; call init() first. Nothing is recorded.");
  }
  return new DisabledRun();
}
