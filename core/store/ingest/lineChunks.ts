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
 * Cuts a file that is read in slices into chunks of whole lines. An unfinished last line waits for its end; a line above
 * the limit is dropped while it is read, so that it never takes memory.
 */
export class LineChunks {
  readonly position: LinePosition;
  readonly #onLines: (lines: Buffer) => void;
  #carry: Buffer[] = [];
  #carryBytes = 0;

  /** `onLines` gets lines with their newlines, only good during the call, and counts them in `position.line`. */
  constructor(position: LinePosition, onLines: (lines: Buffer) => void) {
    this.position = position;
    this.#onLines = onLines;
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
      this.#onLines(slice.subarray(start, end));
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
    if (size > maxLineBytes) {
      this.position.line++;
      this.position.oversized++;
      this.position.firstOversized ||= this.position.line;
    } else {
      this.#onLines(Buffer.concat([...this.#carry, rest]));
    }
    this.position.offset += size;
    this.#carry = [];
    this.#carryBytes = 0;
  }
}
