import path from "node:path";

import { AppendFile } from "./appendFile.ts";
import type { RunStatus } from "./exitStatus.ts";
import { jsonText } from "./jsonText.ts";
import type { Notices } from "./notices.ts";
import { type PlainObject, plainText, toPlainObject } from "./plain.ts";
import { RecordFormat } from "./record.ts";
import type { LogOptions } from "./run.ts";
import { RunSummary } from "./runSummary.ts";

// Readers skip longer lines, so writing one would only look like recording it.
const maxLineBytes = 16 * 1024 * 1024;

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
  /** Called when keys were logged for the first time, with the keys. */
  onNewKeys: ((keys: readonly string[]) => void) | undefined;
  readonly #format: RecordFormat;
  readonly #events: AppendFile;
  readonly #logs: AppendFile;
  #newKeys: string[] = [];
  #step: number;
  #status: RunStatus = "running";
  #droppedRecords = 0;
  #droppedValues = 0;

  constructor(origin: RunOrigin) {
    this.id = origin.id;
    this.project = origin.project;
    this.name = origin.name;
    this.path = `${origin.project}/${origin.name}`;
    this.directory = origin.directory;
    this.root = origin.root;
    this.rank = origin.rank;
    this.notices = origin.notices;
    this.#step = origin.step;
    this.summary = new RunSummary(this.file("summary.json"));
    this.#format = new RecordFormat(
      (key, reason) => this.dropValue(key, reason),
      (key) => this.#newKeys.push(key),
    );
    const suffix = origin.rank === undefined ? "" : `.rank${origin.rank}`;
    this.#events = new AppendFile(this.file(`events${suffix}.jsonl`));
    this.#logs = new AppendFile(this.file(`logs${suffix}.txt`));
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
      if (this.accepts()) this.#log(data, options);
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
      const given = step === undefined || step === null ? null : this.#checkedStep(step);
      const document: PlainObject = {
        ts: Date.now() / 1000,
        type: kind,
        data: {
          ...toPlainObject(Object.entries(data)),
          step: given ?? null,
          global_step: this.#step,
        },
      };
      this.#append(`${jsonText(document)}\n`);
      return true;
    } catch (error) {
      this.dropRecord(error);
      return false;
    }
  }

  /** Appends to logs.txt what ends with a newline. Never throws. */
  appendLog(content: string): void {
    this.guard("a log line could not be written", () => {
      if (this.accepts()) this.#logs.append(content);
    });
  }

  /** Everything recorded so far is in the files. */
  flush(): void {}

  /** No record is taken from now on. */
  end(status: RunStatus): void {
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

  /** Counts a record that could not be written. */
  dropRecord(error: unknown): void {
    this.#droppedRecords += 1;
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

  #log(data: unknown, options: LogOptions | undefined): void {
    if (!isRecord(data)) throw new TypeError("log takes an object of values by name");
    const step = options?.step;
    this.#step = step === undefined ? this.#step + 1 : (this.#checkedStep(step) ?? this.#step + 1);
    this.guard("the best value", () => this.summary.observe(data, this.#step));
    this.#append(this.#format.line(Date.now() / 1000, data, this.#step, options?.stage));
    if (this.#newKeys.length > 0) this.onNewKeys?.(this.#newKeys.splice(0));
  }

  #append(line: string): void {
    if (line.length * 3 > maxLineBytes && Buffer.byteLength(line) > maxLineBytes) {
      throw new Error(`it has ${Buffer.byteLength(line)} bytes; records end at 16 MiB`);
    }
    this.#events.append(line);
  }

  #checkedStep(step: unknown): number | undefined {
    const number = typeof step === "string" && step.trim() === "" ? Number.NaN : Number(step);
    const whole = Math.trunc(number) + 0;
    if (Number.isSafeInteger(whole)) return whole;
    this.tell("step", `log: ${plainText(step)} is no step; the step counter went on by one`);
    return undefined;
  }
}

// Programs in JavaScript pass anything.
function isRecord(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}
