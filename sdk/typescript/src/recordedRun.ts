import path from "node:path";

import { AppendFile } from "./appendFile.ts";
import { BestMetric } from "./bestMetric.ts";
import { type Ending, type RunStatus, knownStatus } from "./exitStatus.ts";
import { readJson, replaceJson } from "./jsonFile.ts";
import type { Notices } from "./notices.ts";
import { openRuns } from "./openRuns.ts";
import { type PlainObject, emptyObject, plainText, toPlain } from "./plain.ts";
import { RecordFormat } from "./record.ts";
import type { LogOptions, Run } from "./run.ts";
import { releaseRun } from "./writerFile.ts";

const heartbeatMilliseconds = 15_000;
// Readers skip longer lines, so writing one would only look like recording it.
const maxLineBytes = 16 * 1024 * 1024;

/** What a run is begun with. */
export interface RunOrigin {
  readonly id: string;
  readonly path: string;
  readonly directory: string;
  readonly writer: { readonly nonce: string };
  /** The step counter's value before the first `log`. */
  readonly step: number;
  readonly notices: Notices;
}

/** A run that is being recorded into its directory, of which this process is the only writer. */
export class RecordedRun implements Run {
  readonly id: string;
  readonly path: string;
  readonly runDir: string;
  readonly #writer: { readonly nonce: string };
  readonly #notices: Notices;
  readonly #format: RecordFormat;
  readonly #events: AppendFile;
  readonly #logs: AppendFile;
  readonly #heartbeat: NodeJS.Timeout | undefined;
  #step: number;
  #status: RunStatus = "running";
  #best: BestMetric | undefined;
  #pendingSummary = emptyObject();
  #droppedRecords = 0;
  #droppedValues = 0;

  constructor(origin: RunOrigin) {
    this.id = origin.id;
    this.path = origin.path;
    this.runDir = origin.directory;
    this.#writer = origin.writer;
    this.#notices = origin.notices;
    this.#step = origin.step;
    this.#format = new RecordFormat((key, reason) => this.#dropValue(key, reason));
    this.#events = new AppendFile(this.#file("events.jsonl"));
    this.#logs = new AppendFile(this.#file("logs.txt"));
    if (process.env["RUNICORN_THREADS"] !== "0") {
      this.#heartbeat = setInterval(() => this.#beat(), heartbeatMilliseconds).unref();
    }
  }

  get status(): RunStatus {
    return this.#status;
  }

  get droppedRecords(): number {
    return this.#droppedRecords;
  }

  get droppedValues(): number {
    return this.#droppedValues;
  }

  log(data: Readonly<Record<string, unknown>>, options?: LogOptions): void {
    try {
      if (this.#accepts()) this.#log(data, options);
    } catch (error) {
      this.#droppedRecords += 1;
      this.#tell(
        "record",
        `a record could not be written: ${String(error)}. The training goes on; lost records are counted.`,
      );
    }
  }

  logText(text: string): void {
    this.#attempt("a log line could not be written", () => {
      if (!this.#accepts()) return;
      const now = new Date().toTimeString().slice(0, 8);
      const lines = plainText(text)
        .replace(/(\r\n|\n|\r)$/, "")
        .split(/\r\n|\n|\r/);
      this.#logs.append(lines.map((line) => `${now} | ${line}\n`).join(""));
    });
  }

  summary(update: Readonly<Record<string, unknown>>): void {
    this.#attempt("the summary could not be written", () => {
      for (const [key, value] of Object.entries(update)) {
        try {
          if (value !== undefined) this.#pendingSummary[plainText(key)] = toPlain(value);
        } catch (error) {
          this.#dropValue(key, String(error));
        }
      }
      if (this.#accepts()) this.#writeSummary();
    });
  }

  setPrimaryMetric(name: string, mode: "max" | "min" = "max"): void {
    this.#attempt("setPrimaryMetric", () => {
      const known: readonly string[] = ["max", "min"];
      if (known.includes(mode)) {
        this.#best = new BestMetric(plainText(name), mode, readJson(this.#file("summary.json")));
      } else {
        this.#tell(
          "mode",
          `setPrimaryMetric: mode is "max" or "min", not ${plainText(mode)}; ignored`,
        );
      }
    });
  }

  finish(status = "finished"): void {
    const known = knownStatus(status);
    if (known === undefined) {
      this.#tell("finish", `finish: ${plainText(status)} is no status; the run is "finished"`);
    }
    this.end({ status: known ?? "finished" });
  }

  /** Ends the run with the reason why, as `withRun` and the process's exit do. */
  end(ending: Ending): void {
    if (this.#status !== "running") return;
    this.#status = ending.status;
    clearInterval(this.#heartbeat);
    openRuns.remove(this);
    this.#attempt("the summary could not be written", () => this.#writeSummary());
    this.#attempt(`the end of run ${this.id} could not be written`, () => {
      this.#writeEnd(ending);
      releaseRun(this.runDir, this.#writer);
    });
    this.#attempt("closing a file", () => this.#events.close());
    this.#attempt("closing a file", () => this.#logs.close());
    if (this.#droppedRecords > 0) {
      this.#tell("total", `run ${this.id}: ${this.#droppedRecords} records could not be written`);
    }
  }

  /** An error that nobody caught turned out to be why the run was disposed. */
  failAfterwards(ending: Ending): void {
    this.#status = ending.status;
    this.#attempt("the failure could not be written", () => this.#writeEnd(ending));
  }

  [Symbol.dispose](): void {
    if (this.#status !== "running") return;
    this.finish();
    openRuns.noteDisposed(this);
  }

  #log(data: unknown, options: LogOptions | undefined): void {
    if (!isRecord(data)) throw new TypeError("log takes an object of values by name");
    const step = options?.step;
    this.#step = step === undefined ? this.#step + 1 : this.#checkedStep(step);
    const best = this.#best;
    if (best !== undefined && Object.hasOwn(data, best.name)) {
      this.#attempt("the best value", () => best.observe(data[best.name], this.#step));
    }
    const line = this.#format.line(Date.now() / 1000, data, this.#step, options?.stage);
    if (line.length * 3 > maxLineBytes && Buffer.byteLength(line) > maxLineBytes) {
      throw new Error(`it has ${Buffer.byteLength(line)} bytes; records end at 16 MiB`);
    }
    this.#events.append(line);
  }

  #checkedStep(step: unknown): number {
    const number = typeof step === "string" && step.trim() === "" ? Number.NaN : Number(step);
    const whole = Math.trunc(number) + 0;
    if (Number.isSafeInteger(whole)) return whole;
    this.#tell("step", `log: ${String(step)} is no step; the step counter went on by one`);
    return this.#step + 1;
  }

  #accepts(): boolean {
    if (this.#status === "running") return true;
    this.#tell("ended", `run ${this.id} has ended; what is logged after finish() is not recorded`);
    return false;
  }

  #beat(): void {
    this.#attempt("the sign of life could not be written", () => {
      const status = readJson(this.#file("status.json"));
      const now = Date.now() / 1000;
      replaceJson(this.#file("status.json"), { ...status, status: "running", heartbeat_at: now });
      if (this.#best?.changed === true) this.#writeSummary();
    });
  }

  #writeSummary(): void {
    const values: PlainObject = { ...this.#pendingSummary, ...this.#best?.summary() };
    if (Object.keys(values).length > 0) {
      const file = this.#file("summary.json");
      replaceJson(file, { ...readJson(file), ...values });
    }
    // Only now: what a full disk refused is written with the next change.
    this.#pendingSummary = emptyObject();
    this.#best?.settle();
  }

  #writeEnd(ending: Ending): void {
    const document = readJson(this.#file("status.json"));
    document["status"] = ending.status;
    document["ended_at"] = Date.now() / 1000;
    if (ending.reason !== undefined) document["exit_reason"] = ending.reason;
    if (this.#droppedRecords > 0 || this.#droppedValues > 0) {
      document["dropped_records"] = this.#droppedRecords;
      document["dropped_values"] = this.#droppedValues;
    }
    replaceJson(this.#file("status.json"), document);
  }

  #attempt(what: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#tell(what, `${what}: ${String(error)}`);
    }
  }

  #dropValue(key: string, reason: string): void {
    this.#droppedValues += 1;
    this.#tell("value", `${key} is not recorded: ${reason}. Further such values are only counted.`);
  }

  #file(name: string): string {
    return path.join(this.runDir, name);
  }

  #tell(subject: string, sentence: string): void {
    this.#notices.tell(subject, sentence);
  }
}

// Programs in JavaScript pass anything.
function isRecord(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}
