/** Records wait at most this long. */
const patienceMilliseconds = 50;
// A tight loop must not fill the memory.
const maxRecords = 4096;

/**
 * What is written together a moment later. A record that comes after a pause is written at once, so nothing waits for a
 * loop that never lets the timers run.
 */
export class RecordQueue<T> {
  readonly #write: (records: readonly T[]) => void;
  #records: T[] = [];
  #writtenAt = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `write` must not throw. */
  constructor(write: (records: readonly T[]) => void) {
    this.#write = write;
  }

  /** Takes a record in; `now` is Unix milliseconds. */
  push(record: T, now: number): void {
    this.#records.push(record);
    const waited = now - this.#writtenAt;
    // The clock may have been set back.
    if (waited >= patienceMilliseconds || waited < 0 || this.#records.length >= maxRecords) {
      this.#writtenAt = now;
      this.drain();
    } else {
      this.#timer ??= setTimeout(() => this.drain(), patienceMilliseconds).unref();
    }
  }

  /** Writes what waits. */
  drain(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#records.length > 0) this.#write(this.#records.splice(0));
  }
}
