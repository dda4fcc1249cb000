/** Everything the capture needs to know, as plain data: it is posted to the background thread. */
export interface CaptureTask {
  /** The run's directory. */
  readonly directory: string;
  /** The store's root. */
  readonly root: string;
  readonly env: boolean;
  readonly code: boolean | "full";
  /** Where `init` was called. */
  readonly init: CallSite | null;
}

/** A place in the program: `file` absolute where it is one, `line` from 1. */
export interface CallSite {
  readonly file: string;
  readonly line: number;
  readonly function: string | null;
}
