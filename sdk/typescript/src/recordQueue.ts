/** Records wait at most this long. */
const patienceMilliseconds = 50;
// A tight loop must not fill the memory.
const maxRecords = 4096;
const maxBytes = 64 * 1024 * 1024;

/**
 * What is written together a moment later. A record that comes after a pause is written at once, so nothing waits for a
 * loop that never lets the timers run.
 */
export class RecordQueue<T> {
  readonly #write: (records: readonly T[]) => void;
  #records: T[] = [];
  #bytes = 0;
  #writtenAt = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `write` must not throw. */
  constructor(write: (records: readonly T[]) => void) {
    this.#write = write;
  }

  /** Takes a record in that needs about so many `bytes` of memory; `now` is Unix milliseconds. */
  push(record: T, bytes: number, now: number): void {
    this.#records.push(record);
    this.#bytes += bytes;
    const waited = now - this.#writtenAt;
    // The clock may have been set back.
    const isFull = this.#records.length >= maxRecords || this.#bytes >= maxBytes;
    if (waited >= patienceMilliseconds || waited < 0 || isFull) {
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
    this.#bytes = 0;
    if (this.#records.length > 0) this.#write(this.#records.splice(0));
  }
}
