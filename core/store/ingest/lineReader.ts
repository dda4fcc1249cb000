/** Longer lines are skipped and counted. */
export const maxLineBytes = 16 << 20;

const newline = 0x0a;

/** What is worth knowing of a file's lines so far; plain data, so that it can be kept and gone on from. */
export interface LinePosition {
  /** Byte the first line not handed on yet begins at. */
  offset: number;
  /** Lines before it. */
  line: number;
  oversized: number;
  /** 1-based; 0 where there was none. */
  firstOversized: number;
}

/**
 * Cuts a file that is read in slices into lines of UTF-8. An unfinished last line waits for its end; a line above the limit
 * is dropped while it is read, so that it never takes memory.
 */
export class LineReader {
  readonly position: LinePosition;
  readonly #onLine: (line: string, number: number) => void;
  #carry: Buffer[] = [];
  #carryBytes = 0;

  /** `position` is updated as lines are handed on. */
  constructor(position: LinePosition, onLine: (line: string, number: number) => void) {
    this.position = position;
    this.#onLine = onLine;
  }

  /** The byte the next slice must begin at. */
  get next(): number {
    return this.position.offset + this.#carryBytes;
  }

  /** Takes the next slice; its memory may be reused afterwards. */
  push(slice: Buffer): void {
    let start = 0;
    if (this.#carryBytes > 0) {
      const end = slice.indexOf(newline);
      if (end === -1) {
        this.#keep(slice);
        return;
      }
      start = end + 1;
      this.#finishCarried(slice.subarray(0, start));
    }
    const end = slice.lastIndexOf(newline) + 1;
    if (end > start) {
      const text = slice.toString("utf8", start, end);
      for (let at = 0; at < text.length;) {
        const to = text.indexOf("\n", at);
        this.position.line++;
        this.#onLine(text.slice(at, to), this.position.line);
        at = to + 1;
      }
      this.position.offset += end - start;
      start = end;
    }
    if (start < slice.length) this.#keep(slice.subarray(start));
  }

  #keep(bytes: Buffer): void {
    this.#carryBytes += bytes.length;
    if (this.#carryBytes > maxLineBytes) this.#carry = [];
    else this.#carry.push(Buffer.from(bytes));
  }

  #finishCarried(rest: Buffer): void {
    const size = this.#carryBytes + rest.length;
    this.position.line++;
    if (size > maxLineBytes) {
      this.position.oversized++;
      this.position.firstOversized ||= this.position.line;
    } else {
      const line = Buffer.concat([...this.#carry, rest]).toString("utf8", 0, size - 1);
      this.#onLine(line, this.position.line);
    }
    this.position.offset += size;
    this.#carry = [];
    this.#carryBytes = 0;
  }
}
