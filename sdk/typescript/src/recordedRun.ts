import type { Artifact } from "./artifacts/artifact.ts";
import { type ArtifactOptions, logArtifact } from "./artifacts/logArtifact.ts";
import { useArtifact } from "./artifacts/useArtifact.ts";
import type { RunBackground } from "./background/runBackground.ts";
import type { ConsoleCapture } from "./console/consoleCapture.ts";
import { type Ending, type RunStatus, endingFields, knownStatus } from "./exitStatus.ts";
import type { InitOptions } from "./initOptions.ts";
import { readToReplace, replaceJson } from "./jsonFile.ts";
import { logLines } from "./logLines.ts";
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
import { RunClock } from "./runClock.ts";
import type { RunRecord } from "./runRecord.ts";
import { releaseRun } from "./writerFile.ts";

const captureMilliseconds = 2000;
const endAttempts = 3;

/** What a recorded run has beside its record. */
export interface RunParts {
  /** By which this process owns the run; undefined for a rank that only adds records. */
  readonly writer: { readonly nonce: string } | undefined;
  readonly background: RunBackground | undefined;
  readonly console: ConsoleCapture | undefined;
  /** Begins a run that goes on from this one. */
  readonly fork: (options: InitOptions) => Run;
}

/** A run that is being recorded into its directory, of which this process is the only writer. */
export class RecordedRun implements Run {
  readonly #record: RunRecord;
  readonly #clock = new RunClock();
  readonly #parts: RunParts;
  #isEnding = false;

  constructor(record: RunRecord, parts: RunParts) {
    this.#record = record;
    this.#parts = parts;
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
    this.#record.guard("a log line could not be written", () => {
      if (options?.key === undefined) this.#record.appendLog(logLines(text));
      else logText(this.#record, text, options);
    });
  }

  logImage(key: string, image: unknown, options?: ImageOptions): string {
    return this.#safely(() => logImage(this.#record, key, image, options ?? undefined), "");
  }

  logAudio(key: string, audio: unknown, options?: AudioOptions): string {
    return this.#safely(() => logAudio(this.#record, key, audio, options ?? undefined), "");
  }

  logVideo(key: string, video: unknown, options?: VideoOptions): string {
    return this.#safely(() => logVideo(this.#record, key, video, options ?? undefined), "");
  }

  logTable(key: string, rows: unknown, options?: TableOptions): void {
    this.#safely(() => logTable(this.#record, key, rows, options ?? undefined), undefined);
  }

  logHistogram(key: string, values: unknown, options?: HistogramOptions): void {
    this.#safely(() => logHistogram(this.#record, key, values, options ?? undefined), undefined);
  }

  defineMetric(key: string, definition?: MetricDefinition): void {
    this.#safely(() => defineMetric(this.#record, key, definition ?? undefined), undefined);
  }

  alert(text: string, options?: AlertOptions): void {
    this.#safely(() => alert(this.#record, text, options ?? undefined), undefined);
  }

  logArtifact(artifact: Artifact, options?: ArtifactOptions): number {
    return logArtifact(this.#record, artifact, options);
  }

  useArtifact(name: string, type?: string): Artifact {
    return useArtifact(this.#record, name, type);
  }

  summary(update: Readonly<Record<string, unknown>>): void {
    this.#record.summarize(update);
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
    return this.#parts.fork(options);
  }

  flush(): void {
    this.#record.flush();
  }

  onEnvironment(callback: EnvironmentCallback): void {
    this.#parts.background?.onEnvironment(callback);
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

  /** Ends the run with the reason why, as `withRun` and the process's exit do; waits `patience` ms for the capture. */
  end(ending: Ending, patience = captureMilliseconds): void {
    const record = this.#record;
    if (this.#isEnding) return;
    this.#isEnding = true;
    const { background, console, writer } = this.#parts;
    // Nothing waits while the capture is waited for, whose callbacks may still record.
    record.flush();
    record.guard("the background", () => background?.end(patience));
    record.guard("console capture", () => console?.stop());
    record.end(ending.status);
    openRuns.remove(this);
    if (writer !== undefined) {
      record.guard("the summary could not be written", () => record.summary.write());
      record.guard(`the end of run ${this.id} could not be written`, () => {
        this.#writeEndStubbornly(ending);
        releaseRun(this.runDir, writer);
      });
    }
    record.close();
    if (record.droppedRecords > 0) {
      record.tell("total", `run ${this.id}: ${record.droppedRecords} records could not be written`);
    }
  }

  /** An error that nobody caught turned out to be why the run was disposed. */
  failAfterwards(ending: Ending): void {
    this.#record.end(ending.status);
    if (this.#parts.writer === undefined) return;
    this.#record.guard("the failure could not be written", () => this.#writeEndStubbornly(ending));
  }

  [Symbol.dispose](): void {
    if (this.status !== "running") return;
    this.finish();
    openRuns.noteDisposed(this);
  }

  /** What `write` answers; what it throws, such as an option that cannot be read, costs a record. */
  #safely<T>(write: () => T, otherwise: T): T {
    try {
      return write();
    } catch (error) {
      this.#record.dropRecord(error);
      return otherwise;
    }
  }

  #writeEndStubbornly(ending: Ending): void {
    for (let attempt = 1; attempt < endAttempts; attempt++) {
      try {
        this.#writeEnd(ending);
        return;
      } catch {
        // A disk that failed for a moment must not make a finished run look like a failed one.
      }
    }
    this.#writeEnd(ending);
  }

  #writeEnd(ending: Ending): void {
    const file = this.#record.file("status.json");
    const document = readToReplace(file);
    Object.assign(document, { status: ending.status, ended_at: this.#clock.now() });
    Object.assign(document, endingFields(ending));
    if (this.droppedRecords > 0 || this.droppedValues > 0) {
      document["dropped_records"] = this.droppedRecords;
      document["dropped_values"] = this.droppedValues;
    }
    replaceJson(file, document);
  }
}
