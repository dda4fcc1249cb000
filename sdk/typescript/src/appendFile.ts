import { closeSync, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from "node:fs";

const newline = 0x0a;
// After these the same descriptor may work again; after others, such as a server that came back, only a new one does.
const passing = new Set(["ENOSPC", "EDQUOT", "EFBIG", "EAGAIN", "EINTR"]);

/**
 * A file opened for appending; one `write()` per line, so lines of several processes never mix. A line that could not be
 * written wholly leaves garbage without a newline behind; the next line then starts with one, so that no record is ever
 * glued to garbage.
 */
export class AppendFile {
  readonly #path: string;
  #fd: number | undefined;
  #torn = false;
  /** Bytes of the last append that are in the file although it threw. */
  #taken = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Writes one line that ends with a newline. It is in the file when this returns; throws what the file system said if not. */
  append(line: string): void {
    const fd = this.#fd ?? this.#open();
    const text = this.#torn ? `\n${line}` : line;
    this.#taken = 0;
    try {
      const written = writeSync(fd, text);
      if (written < text.length || written < Buffer.byteLength(text)) {
        this.#writeRest(fd, Buffer.from(text), written);
      }
    } catch (error) {
      if (!passing.has(codeOf(error))) this.#abandon();
      throw error;
    }
    this.#torn = false;
  }

  /** Writes lines in one call where the file system takes them all. Answers how many it did not take, and what it said. */
  appendAll(lines: readonly string[]): { readonly lost: number; readonly error: unknown } {
    const extra = this.#torn ? 1 : 0;
    try {
      if (lines.length > 0) this.append(lines.join(""));
      return { lost: 0, error: undefined };
    } catch (error) {
      let bytes = this.#taken - extra;
      let lost = 0;
      for (const line of lines) {
        bytes -= Buffer.byteLength(line);
        if (bytes >= 0) continue;
        bytes = -1;
        try {
          this.append(line);
        } catch {
          lost += 1;
        }
      }
      return { lost, error };
    }
  }

  /** What was written is on the disk when this returns. Throws what the file system said. */
  sync(): void {
    if (this.#fd !== undefined) fdatasyncSync(this.#fd);
  }

  /** Lets go of a file that somebody deleted: the next append creates it again, or fails. */
  releaseDeleted(): void {
    if (this.#fd !== undefined && fstatSync(this.#fd).nlink === 0) this.close();
  }

  /** Gives the descriptor back. A later append opens the file again. */
  close(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) closeSync(fd);
  }

  #open(): number {
    const fd = openSync(this.#path, "a+");
    try {
      const { size } = fstatSync(fd);
      const last = Buffer.alloc(1);
      this.#torn = size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== newline;
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    this.#fd = fd;
    return fd;
  }

  #writeRest(fd: number, bytes: Buffer, already: number): void {
    let written = already;
    while (written < bytes.length) {
      this.#taken = written;
      if (written > 0) this.#torn = bytes[written - 1] !== newline;
      const count = writeSync(fd, bytes, written);
      if (count <= 0) throw new Error("the file system took only part of a record");
      written += count;
    }
  }

  #abandon(): void {
    try {
      this.close();
    } catch {
      // It was not ours any more.
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
