import type { RunFiles, RunStamp } from "#core/store/files/runFiles.ts";
import type { RunTexts } from "#core/store/runs/runTexts.ts";

import type { FoundRun } from "./seenRuns.ts";

/** Runs of which nothing is known yet, for a thread to read the small files of. */
export interface RecordTask {
  readonly root: string;
  readonly runs: readonly FoundRun[];
}

/** What it has made of one of them. */
export interface ReadRecord {
  readonly stamp: RunStamp;
  /** What the run's rows are written from; undefined for one that still runs, or is marked as deleted. */
  readonly texts: RunTexts | undefined;
  /** Of one that still runs: that is judged again and again. */
  readonly files: RunFiles | undefined;
}

/** What a thread tells: that it has come up, then the records of each task in their order. */
export type RecordReport = "ready" | readonly ReadRecord[];
