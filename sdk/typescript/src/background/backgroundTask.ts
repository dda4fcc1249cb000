import type { CallSite, CaptureTask } from "../capture/captureTask.ts";

/** What is done for one run beside the training, as plain data: it is posted to the background thread. */
export interface BackgroundTask {
  /** The run's directory, which also names the task. */
  readonly directory: string;
  /** Memory of a `RunState`. */
  readonly state: SharedArrayBuffer;
  /** Null when nothing is captured. */
  readonly capture: CaptureTask | null;
  /** Seconds between signs of life; null when another process writes them. */
  readonly beatSeconds: number | null;
  readonly systemMetrics: boolean;
  /** Files that are forced to the disk each second. */
  readonly durable: readonly string[];
}

/** What the main thread says. */
export type Order =
  | { readonly kind: "begin"; readonly task: BackgroundTask }
  | {
      readonly kind: "sites";
      readonly directory: string;
      readonly sites: Readonly<Record<string, CallSite>>;
    }
  | { readonly kind: "end"; readonly directory: string }
  | { readonly kind: "close" };

/** What the background thread says: the capture of a run is complete. */
export interface Report {
  readonly captured: string;
}
