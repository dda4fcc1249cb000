import type { Run } from "./run.ts";

/** What `init` takes. Without `project` and `name` a run belongs to "default/default". */
export interface InitOptions {
  readonly project?: string;
  /** 1 to 8 segments joined by `/`. */
  readonly name?: string;
  /** `"a/b"` is the older spelling of `project: "a", name: "b"`. */
  readonly path?: string;
  /** Hyper-parameters. */
  readonly config?: object;
  readonly tags?: readonly string[];
  readonly alias?: string;
  readonly notes?: string;
  /** The run this one goes on from, or its id. */
  readonly parent?: Run | string;
  /** The store's root; else RUNICORN_DIR, else the user's, else `.runicorn` here. */
  readonly storage?: string;
  readonly runId?: string;
  /** With `runId`: the step counter goes on from the run's last step. */
  readonly resume?: boolean;
  /** Records packages, hardware and selected variables. Default true, or what RUNICORN_CAPTURE_ENV says. */
  readonly captureEnv?: boolean;
  /**
   * Records commit, patch and call sites; "full" also the contents of small untracked sources. Default true, or what
   * RUNICORN_CAPTURE_CODE says.
   */
  readonly captureCode?: boolean | "full";
  /** Copies what is printed into logs.txt. Default false, or what RUNICORN_CAPTURE_CONSOLE says. */
  readonly captureConsole?: boolean;
  /** Which states of a progress bar the console capture keeps: the last of each line, all, or none. Default "smart". */
  readonly tqdmMode?: TqdmMode;
  /** Samples the machine and the training's processes. Default true, or what RUNICORN_SYSTEM_METRICS says. */
  readonly systemMetrics?: boolean;
  /** `log` only remembers the record; it is written within 50 ms, by `flush` and at the end. A killed process loses them. */
  readonly deferred?: boolean;
  /** What is written is also forced to the disk each second, by `flush` and at the end: it survives a power cut. */
  readonly durable?: boolean;
  /**
   * Of several processes of one training: only rank 0 records ("zero"), each into files of its own in one run ("all", needs
   * `runId`), or each a run of its own ("each"; for jobs that only happen to be started together).
   */
  readonly ranks?: "zero" | "all" | "each";
}

export type TqdmMode = "smart" | "all" | "none";
