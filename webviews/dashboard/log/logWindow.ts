import type { LogPage } from "#core/protocol/log.ts";

import type { RunCalls } from "../pageRoutes.ts";

/** Lines read at once. */
const chunkLines = 500;
/** Chunks that are held: what is farther away from what was read last is dropped, and read again when it is wanted. */
const mostChunks = 8;

/** Lines that were read together. */
export interface LogChunk {
  readonly lines: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** A window on a log of any size: neighbouring chunks of lines, growing and shrinking at both ends. */
export class LogWindow {
  chunks: readonly LogChunk[] = [];
  /** Of the file, in bytes. */
  size = 0;
  readonly #client: Pick<RunCalls, "readLogs">;
  readonly #run: string;
  #reading: Promise<void> = Promise.resolve();

  constructor(client: Pick<RunCalls, "readLogs">, run: string) {
    this.#client = client;
    this.#run = run;
  }

  get start(): number {
    return this.chunks[0]?.start ?? 0;
  }

  get end(): number {
    return this.chunks.at(-1)?.end ?? 0;
  }

  get isAtEnd(): boolean {
    return this.end >= this.size;
  }

  /** Shows the end of the file. */
  toEnd(): Promise<void> {
    return this.#afterOthers(() => this.#readEnd());
  }

  /** Shows the end of another file. */
  restart(): Promise<void> {
    return this.#afterOthers(() => {
      this.chunks = [];
      return this.#readEnd();
    });
  }

  /** Reads what was appended, where the window is at the end; of a file that was replaced, its end. */
  follow(): Promise<void> {
    return this.#afterOthers(async () => {
      const last = this.chunks.at(-1);
      if (!last) return this.#readEnd();
      const wasAtEnd = this.isAtEnd;
      const next = await this.#read({ offset: last.end, limit: wasAtEnd ? chunkLines : 1 });
      this.size = next.size;
      if (next.start !== last.end || next.size < last.end) return this.#readEnd();
      if (!wasAtEnd || next.lines.length === 0) return undefined;
      if (next.end < next.size) return this.#readEnd();
      const joined = [...last.lines, ...next.lines];
      const fits = joined.length <= chunkLines;
      const grown = fits ? [{ lines: joined, start: last.start, end: next.end }] : [last, next];
      this.chunks = [...this.chunks.slice(0, -1), ...grown].slice(-mostChunks);
      return undefined;
    });
  }

  /** Puts the lines before the window in front of it. */
  older(): Promise<void> {
    return this.#afterOthers(async () => {
      const { start } = this;
      if (start === 0) return;
      const page = await this.#read({ offset: start, limit: chunkLines, tail: "true" });
      if (page.end === start && page.start < start) {
        this.chunks = [page, ...this.chunks].slice(0, mostChunks);
      }
    });
  }

  /** Puts the lines behind the window after it. */
  newer(): Promise<void> {
    return this.#afterOthers(async () => {
      if (this.isAtEnd) return;
      const page = await this.#read({ offset: this.end, limit: chunkLines });
      this.size = page.size;
      if (page.start === this.end && page.lines.length > 0) {
        this.chunks = [...this.chunks, page].slice(-mostChunks);
      }
    });
  }

  /** Shows the surroundings of a byte. The line it is in, or before, begins the chunk that starts at the answer. */
  async to(offset: number): Promise<number> {
    let at = offset;
    await this.#afterOthers(async () => {
      const after = await this.#read({ offset, limit: chunkLines });
      at = after.start;
      const before =
        at === 0 ? [] : [await this.#read({ offset: at, limit: chunkLines, tail: "true" })];
      this.size = after.size;
      this.chunks = [...before, after].filter(({ lines }) => lines.length > 0);
    });
    return at;
  }

  async #readEnd(): Promise<void> {
    const page = await this.#read({ limit: chunkLines, tail: "true" });
    this.size = page.size;
    this.chunks = page.lines.length === 0 ? [] : [page];
  }

  /** One read at a time, so that none builds upon a window that another one has moved. */
  #afterOthers(read: () => Promise<void>): Promise<void> {
    this.#reading = this.#reading.catch(() => undefined).then(read);
    return this.#reading;
  }

  #read(query: { offset?: number; limit: number; tail?: string }): Promise<LogPage> {
    return this.#client.readLogs({ params: { id: this.#run }, query });
  }
}
