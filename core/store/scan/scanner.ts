import { KernelMemory } from "./kernelMemory.ts";
import { type LearnedLayout, learnLayout } from "./learnLayout.ts";
import type { RecordLayout } from "./recordLayout.ts";

/** What the lines of `events.jsonl` turn out to be, in the order of the file. */
export interface ScanSink {
  /**
   * The next `count` lines are metrics records of one layout; the same layout is usually the same object. Of each column
   * only the first `count` numbers mean anything, and only during the call. Steps and times are finite.
   */
  rows(layout: RecordLayout, count: number, columns: readonly Float64Array[]): void;
  /** The next line, without its newline, is something else: whoever is called parses it. The bytes are only good during the call. */
  line(bytes: Uint8Array): void;
}

const newline = 0x0a;
/** What the kernel answers, and the words of its report. */
const atEnd = 0;
const unknown = 1;
const words = { position: 0, layout: 1, rows: 2, area: 3, shape: 4 } as const;
/** Lines of one shape that are looked at to learn its layout; the first is not, as most that come once stay alone. */
const maxAttempts = 8;
const maxShapes = 8192;

/**
 * Reads metrics records of known layouts straight into columns, to the last bit what `JSON.parse` makes of them; it learns
 * the layouts as it goes. Keeps nothing of a file between two calls, so one serves all the files of a thread.
 */
export class Scanner {
  readonly #kernel = new KernelMemory();
  #layouts: LearnedLayout[] = [];
  /** By a line's shape: the index of its layout, or how often it was seen without one, less than zero. */
  readonly #shapes = new Map<number, number>();

  /** Scans the lines that end in `bytes`, which must begin where a line does. Returns how many bytes those take. */
  scan(bytes: Uint8Array, sink: ScanSink): number {
    const end = bytes.lastIndexOf(newline) + 1;
    // Rows that a sink refused the last time by throwing are not told again.
    this.#kernel.exports.reset();
    for (let at = 0; at < end;) {
      const whole = Math.min(end, at + KernelMemory.inputSize);
      const to = whole === end ? end : bytes.lastIndexOf(newline, whole - 1) + 1;
      if (to > at) {
        this.#scanPart(bytes.subarray(at, to), sink);
        at = to;
      } else {
        const next = bytes.indexOf(newline, at);
        sink.line(bytes.subarray(at, next));
        at = next + 1;
      }
    }
    return end;
  }

  #scanPart(bytes: Uint8Array, sink: ScanSink): void {
    const { exports } = this.#kernel;
    const base = this.#kernel.put(bytes);
    const end = base + bytes.length;
    let position = base;
    let candidate = -1;
    for (;;) {
      const status = exports.scan(position, end, candidate);
      const stop = this.#kernel.report(words.position);
      this.#tellRows(sink);
      if (status === atEnd) return;
      const tried = stop === position ? candidate : -1;
      position = stop;
      candidate = -1;
      if (status !== unknown) continue;
      const shape = this.#kernel.report(words.shape);
      const known = this.#shapes.get(shape) ?? 0;
      if (known > 0 && known - 1 !== tried) {
        candidate = known - 1;
        continue;
      }
      const start = position - base;
      const newlineAt = bytes.indexOf(newline, start);
      const line = bytes.subarray(start, newlineAt);
      sink.line(line);
      if (known <= 0) this.#learn(line, shape, known - 1);
      position = base + newlineAt + 1;
    }
  }

  #tellRows(sink: ScanSink): void {
    const rows = this.#kernel.report(words.rows);
    if (rows === 0) return;
    const index = this.#kernel.report(words.layout);
    const layout = this.#layouts[index];
    if (layout)
      sink.rows(layout, rows, this.#kernel.columns(index, this.#kernel.report(words.area)));
  }

  /** `seen`: how often lines of this shape came, this one among them, as a number below zero. */
  #learn(line: Uint8Array, shape: number, seen: number): void {
    if (this.#shapes.size >= maxShapes) this.#forget();
    this.#shapes.set(shape, Math.max(seen, -maxAttempts - 1));
    if (seen === -1 || seen < -maxAttempts) return;
    const layout = learnLayout(line);
    if (!layout) return;
    let index = this.#kernel.add(layout);
    if (index === undefined) {
      this.#forget();
      index = this.#kernel.add(layout);
      if (index === undefined) return;
    }
    this.#layouts[index] = layout;
    this.#shapes.set(shape, index + 1);
  }

  #forget(): void {
    this.#kernel.clear();
    this.#layouts = [];
    this.#shapes.clear();
  }
}
