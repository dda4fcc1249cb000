import type { Run } from "./run.ts";

/** The run of a training that is not recorded: takes every call and does nothing. */
export class DisabledRun implements Run {
  readonly id = "disabled";
  readonly path = "";
  readonly runDir = null;
  readonly status = "disabled";
  readonly droppedRecords = 0;
  readonly droppedValues = 0;

  log(): void {}
  logText(): void {}
  summary(): void {}
  setPrimaryMetric(): void {}
  finish(): void {}
  [Symbol.dispose](): void {}
}
