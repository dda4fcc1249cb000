import { AppendFile } from "./appendFile.ts";
import { RecordFormat } from "./record.ts";
import { RecordQueue } from "./recordQueue.ts";

// Readers skip longer lines, so writing one would only look like recording it.
const maxLineBytes = 16 * 1024 * 1024;
const recordBytes = 128;
const valueBytes = 16;

/** What the file tells its run. None of them may throw. */
export interface EventsListener {
  /** Called when keys were logged for the first time, inside the call that did. */
  newKeys(keys: readonly string[]): void;
  /** Called for a value that JSON cannot hold. */
  dropValue(key: string, reason: string): void;
  /** Called for NaN and the infinities. */
  notFinite(key: string, value: number): void;
  /** Called for records that were taken in but could not be written later. */
  dropRecord(error: unknown, count: number): void;
}

/** A record that waits to be written. */
interface Waiting {
  readonly ts: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly step: number;
  readonly stage: unknown;
}

/** The file of a run's records, written at once or, when `deferred`, a moment later. */
export class EventsFile {
  readonly #file: AppendFile;
  readonly #format: RecordFormat;
  readonly #queue: RecordQueue<Waiting | string> | undefined;
  readonly #listener: EventsListener;
  readonly #newKeys: string[] = [];

  constructor(path: string, deferred: boolean, listener: EventsListener) {
    this.#file = new AppendFile(path);
    this.#listener = listener;
    this.#format = new RecordFormat(
      (key, reason) => listener.dropValue(key, reason),
      (key) => this.#newKeys.push(key),
      (key, value) => listener.notFinite(key, value),
    );
    if (deferred) this.#queue = new RecordQueue((records) => this.#writeAll(records));
  }

  /** Records metrics; `now` is Unix milliseconds. Throws what the file system said. */
  log(now: number, data: Readonly<Record<string, unknown>>, step: number, stage: unknown): void {
    const ts = now / 1000;
    if (this.#queue === undefined) {
      this.#file.append(checked(this.#format.line(ts, data, step, stage)));
    } else {
      const copy = this.#format.copy(data);
      if (copy === undefined) {
        const line = checked(this.#format.line(ts, data, step, stage));
        this.#queue.push(line, line.length, now);
      } else this.#queue.push({ ts, data: copy, step, stage }, memoryOf(copy), now);
    }
    if (this.#newKeys.length > 0) this.#listener.newKeys(this.#newKeys.splice(0));
  }

  /** Appends a line, after all records so far. Throws what the file system said. */
  append(line: string): void {
    this.#queue?.drain();
    this.#file.append(checked(line));
  }

  /** Everything is in the file. */
  drain(): void {
    this.#queue?.drain();
  }

  /** Everything in the file is on the disk. Throws what the file system said. */
  sync(): void {
    this.#file.sync();
  }

  /** Lets go of a file that somebody deleted. Throws what the file system said. */
  releaseDeleted(): void {
    this.#file.releaseDeleted();
  }

  /** Gives the descriptor back. */
  close(): void {
    this.#file.close();
  }

  #writeAll(records: readonly (Waiting | string)[]): void {
    const lines: string[] = [];
    for (const record of records) {
      try {
        if (typeof record === "string") lines.push(record);
        else {
          const { ts, data, step, stage } = record;
          lines.push(checked(this.#format.line(ts, data, step, stage)));
        }
      } catch (error) {
        this.#listener.dropRecord(error, 1);
      }
    }
    const { lost, error } = this.#file.appendAll(lines);
    if (lost > 0) this.#listener.dropRecord(error, lost);
  }
}

/** About how many bytes a record takes that waits. */
function memoryOf(data: Readonly<Record<string, unknown>>): number {
  let bytes = recordBytes;
  for (const key in data) {
    const value = data[key];
    bytes += valueBytes + (typeof value === "string" ? value.length : 0);
  }
  return bytes;
}

function checked(line: string): string {
  if (line.length * 3 > maxLineBytes && Buffer.byteLength(line) > maxLineBytes) {
    throw new Error(`it has ${Buffer.byteLength(line)} bytes; records end at 16 MiB`);
  }
  return line;
}
