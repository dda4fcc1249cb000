import { ReadQueue } from "./readQueue.ts";

/** Runs with less to read go together: most are small, and a commit costs more than they do. */
const readAtOnce = 64;

interface Lane {
  readonly queue: ReadQueue;
  /** Runs read and committed together. */
  readonly together: number;
  /** How many of those groups at once. */
  readonly most: number;
  active: number;
}

/** Reads runs in advance: small ones in groups, beside them large ones, each by itself. */
export class BackgroundReader {
  readonly #read: (dirs: readonly string[]) => Promise<readonly string[]>;
  readonly #largeBytes: number;
  readonly #small: Lane = { queue: new ReadQueue(), together: readAtOnce, most: 1, active: 0 };
  readonly #large: Lane;
  #isOver = false;

  /** `read` reads and commits runs and returns those to be read again; `threads` is how many large ones may be read at once. */
  constructor(
    read: (dirs: readonly string[]) => Promise<readonly string[]>,
    largeBytes: number,
    threads: number,
  ) {
    this.#read = read;
    this.#largeBytes = largeBytes;
    this.#large = { queue: new ReadQueue(), together: 1, most: threads, active: 0 };
  }

  /** Runs waiting or being read. */
  get pending(): number {
    return this.#small.queue.size + this.#large.queue.size;
  }

  /** Bytes of them that are not read yet. */
  get pendingBytes(): number {
    return this.#small.queue.bytes + this.#large.queue.bytes;
  }

  enqueue(dir: string, bytes: number): void {
    if (this.#isOver) return;
    this.forget(dir);
    const lane = bytes < this.#largeBytes ? this.#small : this.#large;
    lane.queue.add(dir, bytes);
    if (lane.active < lane.most) void this.#work(lane);
  }

  /** A run that is being read has this left. */
  noteProgress(dir: string, bytes: number): void {
    for (const { queue } of [this.#small, this.#large]) if (queue.has(dir)) queue.add(dir, bytes);
  }

  forget(dir: string): void {
    this.#small.queue.delete(dir);
    this.#large.queue.delete(dir);
  }

  dispose(): void {
    this.#isOver = true;
    this.#small.queue.clear();
    this.#large.queue.clear();
  }

  async #work(lane: Lane): Promise<void> {
    lane.active++;
    for (let dirs; (dirs = lane.queue.take(lane.together)).length > 0;) {
      const again = new Set(await this.#read(dirs));
      if (this.#isOver) break;
      for (const dir of dirs) {
        if (again.has(dir)) lane.queue.giveBack(dir);
        else if (lane.queue.isTaken(dir)) lane.queue.delete(dir);
      }
      // Small files are read without a pause.
      await new Promise((resolve) => setImmediate(resolve));
    }
    lane.active--;
  }
}
