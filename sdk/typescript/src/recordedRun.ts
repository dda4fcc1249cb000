import type { Artifact } from "./artifacts/artifact.ts";
import { type ArtifactOptions, logArtifact } from "./artifacts/logArtifact.ts";
import { useArtifact } from "./artifacts/useArtifact.ts";
import type { RunBackground } from "./background/runBackground.ts";
import { type Ending, type RunStatus, knownStatus } from "./exitStatus.ts";
import type { InitOptions } from "./initOptions.ts";
import { readJson, replaceJson } from "./jsonFile.ts";
import { type AlertOptions, alert } from "./media/alert.ts";
import { type MetricDefinition, defineMetric } from "./media/defineMetric.ts";
import { type AudioOptions, logAudio } from "./media/logAudio.ts";
import { type HistogramOptions, logHistogram } from "./media/logHistogram.ts";
import { type ImageOptions, logImage } from "./media/logImage.ts";
import { type TableOptions, logTable } from "./media/logTable.ts";
import { type TextOptions, logText } from "./media/logText.ts";
import { type VideoOptions, logVideo } from "./media/logVideo.ts";
import { openRuns } from "./openRuns.ts";
import { plainText } from "./plain.ts";
import type { EnvironmentCallback, LogOptions, Run } from "./run.ts";
import type { RunRecord } from "./runRecord.ts";
import { releaseRun } from "./writerFile.ts";

/** A run that is being recorded into its directory, of which this process is the only writer. */
export class RecordedRun implements Run {
  readonly #record: RunRecord;
  readonly #writer: { readonly nonce: string };
  readonly #begin: (options: InitOptions) => Run;
  readonly #background: RunBackground | undefined;

  /** `begin` is `init`, for `fork`. */
  constructor(
    record: RunRecord,
    writer: { readonly nonce: string },
    background: RunBackground | undefined,
    begin: (options: InitOptions) => Run,
  ) {
    this.#record = record;
    this.#writer = writer;
    this.#begin = begin;
    this.#background = background;
  }

  get id(): string {
    return this.#record.id;
  }

  get path(): string {
    return this.#record.path;
  }

  get project(): string {
    return this.#record.project;
  }

  get name(): string {
    return this.#record.name;
  }

  get runDir(): string {
    return this.#record.directory;
  }

  get status(): RunStatus {
    return this.#record.status;
  }

  get droppedRecords(): number {
    return this.#record.droppedRecords;
  }

  get droppedValues(): number {
    return this.#record.droppedValues;
  }

  log(data: Readonly<Record<string, unknown>>, options?: LogOptions): void {
    this.#record.log(data, options);
  }

  logText(text: string, options?: TextOptions): void {
    if (options?.key !== undefined) {
      logText(this.#record, text, options);
      return;
    }
    this.#record.guard("a log line could not be written", () => {
      const now = new Date().toTimeString().slice(0, 8);
      const lines = plainText(text)
        .replace(/(\r\n|\n|\r)$/, "")
        .split(/\r\n|\n|\r/);
      this.#record.appendLog(lines.map((line) => `${now} | ${line}\n`).join(""));
    });
  }

  logImage(key: string, image: unknown, options?: ImageOptions): void {
    logImage(this.#record, key, image, options);
  }

  logAudio(key: string, audio: unknown, options?: AudioOptions): void {
    logAudio(this.#record, key, audio, options);
  }

  logVideo(key: string, video: unknown, options?: VideoOptions): void {
    logVideo(this.#record, key, video, options);
  }

  logTable(key: string, rows: unknown, options?: TableOptions): void {
    logTable(this.#record, key, rows, options);
  }

  logHistogram(key: string, values: unknown, options?: HistogramOptions): void {
    logHistogram(this.#record, key, values, options);
  }

  defineMetric(key: string, definition?: MetricDefinition): void {
    defineMetric(this.#record, key, definition);
  }

  alert(text: string, options?: AlertOptions): void {
    alert(this.#record, text, options);
  }

  logArtifact(artifact: Artifact, options?: ArtifactOptions): number {
    return logArtifact(this.#record, artifact, options);
  }

  useArtifact(name: string, type?: string): Artifact {
    return useArtifact(this.#record, name, type);
  }

  summary(update: Readonly<Record<string, unknown>>): void {
    this.#record.guard("the summary could not be written", () => {
      this.#record.summary.update(update, (key, reason) => this.#record.dropValue(key, reason));
      if (this.#record.accepts()) this.#record.summary.write();
    });
  }

  setPrimaryMetric(name: string, mode: "max" | "min" = "max"): void {
    this.#record.guard("setPrimaryMetric", () => {
      const known: readonly string[] = ["max", "min"];
      if (known.includes(mode)) this.#record.summary.follow(plainText(name), mode);
      else {
        this.#record.tell(
          "mode",
          `setPrimaryMetric: mode is "max" or "min", not ${plainText(mode)}; ignored`,
        );
      }
    });
  }

  fork(options: InitOptions = {}): Run {
    return this.#begin({ project: this.project, name: this.name, parent: this, ...options });
  }

  flush(): void {
    this.#record.flush();
  }

  onEnvironment(callback: EnvironmentCallback): void {
    this.#background?.onEnvironment(callback);
  }

  finish(status = "finished"): void {
    const known = knownStatus(status);
    if (known === undefined) {
      this.#record.tell(
        "finish",
        `finish: ${plainText(status)} is no status; the run is "finished"`,
      );
    }
    this.end({ status: known ?? "finished" });
  }

  /** Ends the run with the reason why, as `withRun` and the process's exit do. */
  end(ending: Ending): void {
    const record = this.#record;
    if (record.status !== "running") return;
    record.end(ending.status);
    this.#background?.end();
    openRuns.remove(this);
    record.guard("the summary could not be written", () => record.summary.write());
    record.guard(`the end of run ${this.id} could not be written`, () => {
      this.#writeEnd(ending);
      releaseRun(this.runDir, this.#writer);
    });
    record.close();
    if (record.droppedRecords > 0) {
      record.tell("total", `run ${this.id}: ${record.droppedRecords} records could not be written`);
    }
  }

  /** An error that nobody caught turned out to be why the run was disposed. */
  failAfterwards(ending: Ending): void {
    this.#record.end(ending.status);
    this.#record.guard("the failure could not be written", () => this.#writeEnd(ending));
  }

  [Symbol.dispose](): void {
    if (this.status !== "running") return;
    this.finish();
    openRuns.noteDisposed(this);
  }

  #writeEnd(ending: Ending): void {
    const file = this.#record.file("status.json");
    const document = readJson(file);
    document["status"] = ending.status;
    document["ended_at"] = Date.now() / 1000;
    if (ending.reason !== undefined) document["exit_reason"] = ending.reason;
    if (this.droppedRecords > 0 || this.droppedValues > 0) {
      document["dropped_records"] = this.droppedRecords;
      document["dropped_values"] = this.droppedValues;
    }
    replaceJson(file, document);
  }
}
