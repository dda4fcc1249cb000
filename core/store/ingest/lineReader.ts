import { LineChunks, type LinePosition } from "./lineChunks.ts";

/** Cuts a file that is read in slices into lines of UTF-8, as `LineChunks` does into bytes. */
export class LineReader {
  readonly #chunks: LineChunks;

  /** `position` is updated as lines are handed on, without their newlines. */
  constructor(position: LinePosition, onLine: (line: string, number: number) => void) {
    this.#chunks = new LineChunks(position, (lines) => {
      const text = lines.toString("utf8");
      for (let at = 0; at < text.length;) {
        const to = text.indexOf("\n", at);
        position.line++;
        onLine(text.slice(at, to), position.line);
        at = to + 1;
      }
    });
  }

  /** The byte the next slice must begin at. */
  get next(): number {
    return this.#chunks.next;
  }

  /** Takes the next slice; its memory may be reused afterwards. */
  push(slice: Buffer): void {
    this.#chunks.push(slice);
  }
}
