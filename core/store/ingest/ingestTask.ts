import type { EventFile } from "#core/store/files/eventFiles.ts";
import type { Driver } from "#core/store/index/db.ts";

/** What a worker thread is started with. */
export interface IngestWorkerData {
  /** Where `series.db` lies. */
  readonly directory: string;
  readonly driver: Driver;
  /** See `signals`. */
  readonly control: Int32Array<SharedArrayBuffer>;
}

/** Places of `control`. Not 0: commit and end; rest until it is 0 again, `restMs` at most. */
export const signals = { stop: 0, rest: 1 } as const;
/** As long as it takes to make a first picture of a run. */
export const restMs = 60;

/** One file to be read to its end. */
export interface IngestTask {
  /** Absolute. */
  readonly path: string;
  readonly dir: string;
  readonly file: EventFile;
}

/** What a worker tells: how far it has committed, then how it ended. `error` where it could not. */
export type IngestReport =
  | { readonly type: "progress"; readonly offset: number }
  | { readonly type: "done"; readonly error?: string };
