import type { Artifact } from "./artifacts/artifact.ts";
import type { ArtifactOptions } from "./artifacts/logArtifact.ts";
import type { RunStatus } from "./exitStatus.ts";
import type { InitOptions } from "./initOptions.ts";
import type { AlertOptions } from "./media/alert.ts";
import type { MetricDefinition } from "./media/defineMetric.ts";
import type { AudioOptions } from "./media/logAudio.ts";
import type { HistogramOptions } from "./media/logHistogram.ts";
import type { ImageOptions } from "./media/logImage.ts";
import type { TableOptions } from "./media/logTable.ts";
import type { TextOptions } from "./media/logText.ts";
import type { VideoOptions } from "./media/logVideo.ts";

/** What `log` takes beside the values. */
export interface LogOptions {
  /** Sets the step counter; without it the counter goes on by one, beginning with 1. */
  readonly step?: number | bigint;
  /** A label of the record, such as "warmup". */
  readonly stage?: string;
}

/** What `onEnvironment` calls: gets environment.json, and what it returns is kept there under "extra". */
export type EnvironmentCallback = (environment: Readonly<Record<string, unknown>>) => unknown;

/** One training run. No method throws; what cannot be recorded is counted and told once on stderr. */
export interface Run extends Disposable {
  readonly id: string;
  /** Project and name, joined by `/`. */
  readonly path: string;
  readonly project: string;
  readonly name: string;
  /** The absolute directory of the run's files; when nothing is recorded a temporary one, removed when the process ends. */
  readonly runDir: string;
  readonly status: RunStatus | "disabled";
  /** Records that could not be written. */
  readonly droppedRecords: number;
  /** Values left out because JSON cannot hold them. */
  readonly droppedValues: number;

  /** Records metrics of one step. The record is in the file when this returns, unless `deferred` was asked for. */
  log(data: Readonly<Record<string, unknown>>, options?: LogOptions): void;
  /** Appends to the run's log; every line gets the time of day. With `key` it is a text of that name, kept by step. */
  logText(text: string, options?: TextOptions): void;
  /**
   * Records a picture: encoded bytes, a path, a canvas, `{width, height, data}`, an array or tensor of shape (H, W), (H, W, C)
   * or (C, H, W), or (N, …) as a grid. Integers are 0…255, floats 0…1. At most 64 MiB. The path of its file relative to the
   * run; "" when it could not be recorded.
   */
  logImage(key: string, image: unknown, options?: ImageOptions): string;
  /**
   * Records sound: encoded bytes, a path, or samples of shape (N), (N, channels) or (channels, N), floats -1…1 or integers of
   * 16 bits, as WAV. At most 256 MiB. The path of its file relative to the run; "" when it could not be recorded.
   */
  logAudio(key: string, audio: unknown, options?: AudioOptions): string;
  /**
   * Records moving pictures: encoded bytes, a path, or an array or tensor of shape (T, H, W), (T, H, W, C) or (T, C, H, W)
   * as an animated PNG. At most 1 GiB. The path of their file relative to the run; "" when they could not be recorded.
   */
  logVideo(key: string, video: unknown, options?: VideoOptions): string;
  /** Records a table: rows as objects or arrays, an object or Map of columns, a tensor. At most 1,000,000 cells, 64 MiB. */
  logTable(key: string, rows: unknown, options?: TableOptions): void;
  /** Records how the values of an array, nested arrays or a tensor are distributed. */
  logHistogram(key: string, values: unknown, options?: HistogramOptions): void;
  /** Says how a metric (or all that match a pattern such as "train/*") is to be shown. */
  defineMetric(key: string, definition?: MetricDefinition): void;
  /** Tells the person who watches that something needs attention. */
  alert(text: string, options?: AlertOptions): void;
  /** Merges results into summary.json. */
  summary(update: Readonly<Record<string, unknown>>): void;
  /** Follows the best value of a metric, from now on. */
  setPrimaryMetric(name: string, mode?: "max" | "min"): void;
  /** Stores an artifact's files as its next version; answers the version's number, 0 when it cannot be stored. */
  logArtifact(artifact: Artifact, options?: ArtifactOptions): number;
  /** The version `"name:latest"`, `"name:v3"` or `"name:alias"`; noted as used by this run. Not loaded when there is none. */
  useArtifact(name: string, type?: string): Artifact;
  /** Begins a run that goes on from this one: its config and step counter, with this run as parent. This run stays open. */
  fork(options?: InitOptions): Run;
  /** Everything recorded so far is in the files when this returns; with `durable` also on the disk. */
  flush(): void;
  /** Calls back once the environment is captured. */
  onEnvironment(callback: EnvironmentCallback): void;
  /** Ends the run as finished, failed or interrupted. Later calls do nothing. */
  finish(status?: string): void;
}
