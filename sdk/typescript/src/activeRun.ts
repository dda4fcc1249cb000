import type { Artifact } from "./artifacts/artifact.ts";
import { DisabledRun } from "./disabledRun.ts";
import { isEnabled } from "./enabled.ts";
import { Notices } from "./notices.ts";
import { openRuns } from "./openRuns.ts";
import type { Run } from "./run.ts";

const notices = new Notices();

/** The run begun last of those that have not ended. */
export function getActiveRun(): Run | undefined {
  return openRuns.active;
}

/** `log` of the active run. */
export function log(...args: Parameters<Run["log"]>): void {
  activeRun().log(...args);
}

/** `logText` of the active run. */
export function logText(...args: Parameters<Run["logText"]>): void {
  activeRun().logText(...args);
}

/** `logImage` of the active run. */
export function logImage(...args: Parameters<Run["logImage"]>): string {
  return activeRun().logImage(...args);
}

/** `logAudio` of the active run. */
export function logAudio(...args: Parameters<Run["logAudio"]>): string {
  return activeRun().logAudio(...args);
}

/** `logVideo` of the active run. */
export function logVideo(...args: Parameters<Run["logVideo"]>): string {
  return activeRun().logVideo(...args);
}

/** `logTable` of the active run. */
export function logTable(...args: Parameters<Run["logTable"]>): void {
  activeRun().logTable(...args);
}

/** `logHistogram` of the active run. */
export function logHistogram(...args: Parameters<Run["logHistogram"]>): void {
  activeRun().logHistogram(...args);
}

/** `defineMetric` of the active run. */
export function defineMetric(...args: Parameters<Run["defineMetric"]>): void {
  activeRun().defineMetric(...args);
}

/** `alert` of the active run. */
export function alert(...args: Parameters<Run["alert"]>): void {
  activeRun().alert(...args);
}

/** `summary` of the active run. */
export function summary(...args: Parameters<Run["summary"]>): void {
  activeRun().summary(...args);
}

/** `setPrimaryMetric` of the active run. */
export function setPrimaryMetric(...args: Parameters<Run["setPrimaryMetric"]>): void {
  activeRun().setPrimaryMetric(...args);
}

/** `logArtifact` of the active run. */
export function logArtifact(...args: Parameters<Run["logArtifact"]>): number {
  return activeRun().logArtifact(...args);
}

/** `useArtifact` of the active run. */
export function useArtifact(...args: Parameters<Run["useArtifact"]>): Artifact {
  return activeRun().useArtifact(...args);
}

/** `fork` of the active run. */
export function fork(...args: Parameters<Run["fork"]>): Run {
  return activeRun().fork(...args);
}

/** `flush` of the active run. */
export function flush(): void {
  activeRun().flush();
}

/** `onEnvironment` of the active run. */
export function onEnvironment(...args: Parameters<Run["onEnvironment"]>): void {
  activeRun().onEnvironment(...args);
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
