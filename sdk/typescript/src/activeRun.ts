import type { Artifact } from "./artifacts/artifact.ts";
import { openRuns } from "./openRuns.ts";
import type { LogOptions, Run } from "./run.ts";

/** The run begun last of those that have not ended. */
export function getActiveRun(): Run | undefined {
  return openRuns.active;
}

/** `log` of the active run. */
export function log(data: Readonly<Record<string, unknown>>, options?: LogOptions): void {
  openRuns.target.log(data, options);
}

/** `logText` of the active run. */
export function logText(...args: Parameters<Run["logText"]>): void {
  openRuns.target.logText(...args);
}

/** `logImage` of the active run. */
export function logImage(...args: Parameters<Run["logImage"]>): string {
  return openRuns.target.logImage(...args);
}

/** `logAudio` of the active run. */
export function logAudio(...args: Parameters<Run["logAudio"]>): string {
  return openRuns.target.logAudio(...args);
}

/** `logVideo` of the active run. */
export function logVideo(...args: Parameters<Run["logVideo"]>): string {
  return openRuns.target.logVideo(...args);
}

/** `logTable` of the active run. */
export function logTable(...args: Parameters<Run["logTable"]>): void {
  openRuns.target.logTable(...args);
}

/** `logHistogram` of the active run. */
export function logHistogram(...args: Parameters<Run["logHistogram"]>): void {
  openRuns.target.logHistogram(...args);
}

/** `defineMetric` of the active run. */
export function defineMetric(...args: Parameters<Run["defineMetric"]>): void {
  openRuns.target.defineMetric(...args);
}

/** `alert` of the active run. */
export function alert(...args: Parameters<Run["alert"]>): void {
  openRuns.target.alert(...args);
}

/** `summary` of the active run. */
export function summary(...args: Parameters<Run["summary"]>): void {
  openRuns.target.summary(...args);
}

/** `setPrimaryMetric` of the active run. */
export function setPrimaryMetric(...args: Parameters<Run["setPrimaryMetric"]>): void {
  openRuns.target.setPrimaryMetric(...args);
}

/** `logArtifact` of the active run. */
export function logArtifact(...args: Parameters<Run["logArtifact"]>): number {
  return openRuns.target.logArtifact(...args);
}

/** `useArtifact` of the active run. */
export function useArtifact(...args: Parameters<Run["useArtifact"]>): Artifact {
  return openRuns.target.useArtifact(...args);
}

/** `fork` of the active run. */
export function fork(...args: Parameters<Run["fork"]>): Run {
  return openRuns.target.fork(...args);
}

/** `flush` of the active run. */
export function flush(): void {
  openRuns.target.flush();
}

/** `onEnvironment` of the active run. */
export function onEnvironment(...args: Parameters<Run["onEnvironment"]>): void {
  openRuns.target.onEnvironment(...args);
}

/** `finish` of the active run. */
export function finish(status = "finished"): void {
  openRuns.target.finish(status);
}
