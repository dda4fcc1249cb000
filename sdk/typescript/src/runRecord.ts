import path from "node:path";

import { AppendFile } from "./appendFile.ts";
import { EventsFile } from "./eventsFile.ts";
import type { RunStatus } from "./exitStatus.ts";
import { jsonText } from "./jsonText.ts";
import { LossWatch } from "./lossWatch.ts";
import { alert } from "./media/alert.ts";
import type { Notices } from "./notices.ts";
import { type PlainObject, plainText, toPlainObject } from "./plain.ts";
import type { LogOptions } from "./run.ts";
import { RunSummary } from "./runSummary.ts";

const lookMilliseconds = 1000;
const summaryMilliseconds = 1000;

/** What a run is begun with. */
export interface RunOrigin {
  readonly id: string;
  readonly project: string;
  readonly name: string;
  readonly directory: string;
  /** The store's root. */
  readonly root: string;
  /** This process's rank, where each writes files of its own. */
  readonly rank: number | undefined;
  /** The step counter's value before the first `log`. */
  readonly step: number;
  readonly deferred: boolean;
  readonly durable: boolean;
  readonly notices: Notices;
}

/** What the parts of one run share: its files, its step counter, and what it counts and tells. */
export class RunRecord {
  readonly id: string;
  readonly project: string;
  readonly name: string;
  readonly path: string;
  readonly directory: string;
  readonly root: string;
  readonly rank: number | undefined;
  readonly notices: Notices;
  readonly summary: RunSummary;
  /** Whether this process writes the run's documents, and not only records. */
  readonly owns: boolean;
  /** Files that grow with each record. */
  readonly growing: readonly string[];
  /** Called inside the call that logs keys for the first time. */
  onNewKeys: ((keys: readonly string[]) => void) | undefined;
  readonly #events: EventsFile;
  readonly #logs: AppendFile;
  readonly #durable: boolean;
  #step: number;
  #status: RunStatus = "running";
  #droppedRecords = 0;
  #droppedValues = 0;
  #lookedAt = 0;
  #summaryTimer: NodeJS.Timeout | undefined;

  constructor(origin: RunOrigin) {
    this.id = origin.id;
    this.project = origin.project;
    this.name = origin.name;
    this.path = `${origin.project}/${origin.name}`;
    this.directory = origin.directory;
    this.root = origin.root;
    this.rank = origin.rank;
    this.owns = origin.rank === undefined || origin.rank === 0;
    this.notices = origin.notices;
    this.#durable = origin.durable;
    this.#step = origin.step;
    this.summary = new RunSummary(this.file("summary.json"));
    const suffix = origin.rank === undefined ? "" : `.rank${origin.rank}`;
    const [events, logs] = [`events${suffix}.jsonl`, `logs${suffix}.txt`].map((name) =>
      this.file(name),
    ) as [string, string];
    this.growing = [events, logs];
    this.#logs = new AppendFile(logs);
    const losses = new LossWatch((text) => alert(this, text, { level: "error" }));
    this.#events = new EventsFile(events, origin.deferred, {
      newKeys: (keys) => this.guard("call sites", () => this.onNewKeys?.(keys)),
      dropValue: (key, reason) => this.dropValue(key, reason),
      notFinite: (key, value) => losses.see(key, value),
      dropRecord: (error, count) => this.dropRecord(error, count),
    });
  }

  /** The step counter's value: the step of the last record. */
  get step(): number {
    return this.#step;
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

  /** Records metrics of one step. Never throws. */
  log(data: Readonly<Record<string, unknown>>, options: LogOptions | undefined): void {
    try {
      if (this.#status !== "running" && !this.accepts()) return;
      if (!isRecord(data)) throw new TypeError("log takes an object of values by name");
      const step = options?.step;
      this.#step =
        step === undefined
          ? this.#step + 1
          : (this.#checkedStep(step, "log", "the step counter went on by one") ?? this.#step + 1);
      const now = Date.now();
      if (now - this.#lookedAt >= lookMilliseconds) this.#look(now);
      if (this.summary.follows) this.#observe(data);
      this.#events.log(now, data, this.#step, options?.stage);
    } catch (error) {
      this.dropRecord(error);
    }
  }

  /**
   * Records an event of another type, as `{"ts","type","data":{…data,"step","global_step"}}`: the step that was given and
   * the counter's value, which stays. False when it was dropped. Never throws.
   */
  event(
    kind: string,
    data: Readonly<Record<string, unknown>>,
    step?: number | bigint | null,
  ): boolean {
    try {
      if (!this.accepts()) return false;
      const given =
        step === undefined || step === null
          ? null
          : this.#checkedStep(step, kind, "it is recorded without one");
      const document: PlainObject = {
        ts: Date.now() / 1000,
        type: kind,
        data: {
          ...toPlainObject(Object.entries(data)),
          step: given ?? null,
          global_step: this.#step,
        },
      };
      this.#events.append(`${jsonText(document)}\n`);
      return true;
    } catch (error) {
      this.dropRecord(error);
      return false;
    }
  }

  /** Takes results in for summary.json, which is dear to replace: it is at most a second behind. Never throws. */
  summarize(values: Readonly<Record<string, unknown>>): void {
    this.guard("the summary could not be written", () => {
      if (!this.accepts()) return;
      this.summary.update(values, (key, reason) => this.dropValue(key, reason));
      if (!this.owns) return;
      const settle = () => this.settleSummary();
      if (this.summary.isDue(Date.now())) settle();
      else this.#summaryTimer ??= setTimeout(settle, summaryMilliseconds).unref();
    });
  }

  /** Appends to logs.txt what ends with a newline. Never throws. */
  appendLog(content: string): void {
    this.guard("a log line could not be written", () => {
      if (this.accepts()) this.#logs.append(content);
    });
  }

  /** Everything recorded so far is in the files, and on the disk where the run is durable. */
  flush(): void {
    this.#events.drain();
    if (this.summary.waits) this.settleSummary();
    if (!this.#durable) return;
    this.guard("what was recorded could not be forced to the disk", () => {
      this.#events.sync();
      this.#logs.sync();
    });
  }

  /** No record is taken from now on; those taken are in the files. */
  end(status: RunStatus): void {
    this.flush();
    this.#status = status;
  }

  /** Gives the files back. */
  close(): void {
    this.guard("closing a file", () => this.#events.close());
    this.guard("closing a file", () => this.#logs.close());
  }

  /** Whether the run has not ended; tells when it has. */
  accepts(): boolean {
    if (this.#status === "running") return true;
    this.tell("ended", `run ${this.id} has ended; what is logged after finish() is not recorded`);
    return false;
  }

  /** A file of the run. */
  file(name: string): string {
    return path.join(this.directory, name);
  }

  /** Tells a sentence to the person at the terminal, once per subject. Never throws. */
  tell(subject: string, sentence: string): void {
    this.notices.tell(subject, sentence);
  }

  /** Counts a value that is left out because JSON cannot hold it. */
  dropValue(key: string, reason: string): void {
    this.#droppedValues += 1;
    this.tell("value", `${key} is not recorded: ${reason}. Further such values are only counted.`);
  }

  /** Counts records that could not be written. */
  dropRecord(error: unknown, count = 1): void {
    this.#droppedRecords += count;
    this.tell(
      "record",
      `a record could not be written: ${plainText(error)}. The training goes on; lost records are counted.`,
    );
  }

  /** Does it; what is thrown is told once. */
  guard<T>(subject: string, action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      this.tell(subject, `${subject}: ${plainText(error)}`);
      return undefined;
    }
  }

  /** Writes results and a best value that are only known to this process. Never throws. */
  settleSummary(): void {
    clearTimeout(this.#summaryTimer);
    this.#summaryTimer = undefined;
    if (!this.owns || !(this.summary.changed || this.summary.waits)) return;
    this.guard("the summary could not be written", () => this.summary.write());
  }

  /** What is looked after from time to time, without a timer: a training may never let one run. */
  #look(now: number): void {
    this.#lookedAt = now;
    this.guard("looking after the files", () => this.#events.releaseDeleted());
    if (this.summary.isDue(now)) this.settleSummary();
  }

  #observe(data: Readonly<Record<string, unknown>>): void {
    this.guard("the best value", () => this.summary.observe(data, this.#step));
  }

  /** A step as a number; undefined for what is none, which is told with what is done `instead`. */
  #checkedStep(step: unknown, caller: string, instead: string): number | undefined {
    const whole = wholeNumber(step);
    if (whole !== undefined) return whole;
    this.tell("step", `${caller}: ${plainText(step)} is no step; ${instead}`);
    return undefined;
  }
}

// Programs in JavaScript pass anything.
function wholeNumber(step: unknown): number | undefined {
  try {
    const number = typeof step === "string" && step.trim() === "" ? Number.NaN : Number(step);
    const whole = Math.trunc(number) + 0;
    return Number.isSafeInteger(whole) ? whole : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}
