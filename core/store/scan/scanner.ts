import type { RecordLayout } from "./recordLayout.ts";

const newline = 0x0a;

/** What the lines of `events.jsonl` turn out to be, in the order of the file. */
export interface ScanSink {
  /**
   * The next `count` lines are metrics records of one layout; the same layout is always the same object. Of each column
   * only the first `count` numbers mean anything, and only during the call. Steps and times are finite.
   */
  rows(layout: RecordLayout, count: number, columns: readonly Float64Array[]): void;
  /** The next line, without its newline, is something else: whoever is called parses it. The bytes are only good during the call. */
  line(bytes: Uint8Array): void;
}

/** Reads metrics records of known layouts straight into columns, to the last bit what `JSON.parse` makes of them. */
export class Scanner {
  /** Scans the lines that end in `bytes`, which must begin where a line does. Returns how many bytes those take. */
  scan(bytes: Uint8Array, sink: ScanSink): number {
    let at = 0;
    for (;;) {
      const end = bytes.indexOf(newline, at);
      if (end === -1) return at;
      sink.line(bytes.subarray(at, end));
      at = end + 1;
    }
  }
}
