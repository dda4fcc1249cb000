import type { ScanSink } from "#core/store/scan/scanner.ts";

const newline = 0x0a;

/** Hands on every line of `bytes`, to be parsed by itself: slow, and with nothing in it that could go wrong. */
export class LineScanner {
  /** See `Scanner.scan`. */
  scan(bytes: Uint8Array, sink: Pick<ScanSink, "line">): number {
    let at = 0;
    for (let end; (end = bytes.indexOf(newline, at)) !== -1; at = end + 1) {
      sink.line(bytes.subarray(at, end));
    }
    return at;
  }
}
