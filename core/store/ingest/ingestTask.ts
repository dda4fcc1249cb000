import type { EventFile } from "#core/store/files/eventFiles.ts";
import type { Driver } from "#core/store/index/db.ts";

/** What a worker thread is started with. */
export interface IngestWorkerData {
  /** Where `series.db` lies. */
  readonly directory: string;
  readonly driver: Driver;
  /** Not 0: commit and end. */
  readonly stop: Int32Array<SharedArrayBuffer>;
}

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
