import type { RunStatus } from "./exitStatus.ts";

/** What `log` takes beside the values. */
export interface LogOptions {
  /** Sets the step counter; without it the counter goes on by one, beginning with 1. */
  readonly step?: number | bigint;
  /** A label of the record, such as "warmup". */
  readonly stage?: string;
}

/** One training run. No method throws; what cannot be recorded is counted and told once on stderr. */
export interface Run extends Disposable {
  readonly id: string;
  /** Project and name, joined by `/`. */
  readonly path: string;
  /** The absolute directory of the run's files; null when nothing is recorded. */
  readonly runDir: string | null;
  readonly status: RunStatus | "disabled";
  /** Records that could not be written. */
  readonly droppedRecords: number;
  /** Values left out because JSON cannot hold them. */
  readonly droppedValues: number;

  /** Records metrics of one step. The record is in the file when this returns. */
  log(data: Readonly<Record<string, unknown>>, options?: LogOptions): void;
  /** Appends to the run's log; every line gets the time of day. */
  logText(text: string): void;
  /** Merges results into summary.json. */
  summary(update: Readonly<Record<string, unknown>>): void;
  /** Follows the best value of a metric, from now on. */
  setPrimaryMetric(name: string, mode?: "max" | "min"): void;
  /** Ends the run as finished, failed or interrupted. Later calls do nothing. */
  finish(status?: string): void;
}
