import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";

const newline = 0x0a;

/**
 * A file opened for appending; one `write()` per line, so lines of several processes never mix. A line that could not be
 * written wholly leaves garbage without a newline behind; the next line then starts with one, so that no record is ever
 * glued to garbage.
 */
export class AppendFile {
  readonly #path: string;
  #fd: number | undefined;
  #torn = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Writes one line that ends with a newline. It is in the file when this returns; throws what the file system said if not. */
  append(line: string): void {
    const fd = this.#fd ?? this.#open();
    const text = this.#torn ? `\n${line}` : line;
    const written = writeSync(fd, text);
    if (written < text.length || written < Buffer.byteLength(text)) {
      this.#writeRest(fd, Buffer.from(text), written);
    }
    this.#torn = false;
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
      if (written > 0) this.#torn = bytes[written - 1] !== newline;
      const count = writeSync(fd, bytes, written);
      if (count <= 0) throw new Error("the file system took only part of a record");
      written += count;
    }
  }
}
