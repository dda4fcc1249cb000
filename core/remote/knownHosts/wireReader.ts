/** Takes strings and numbers (RFC 4251 §5) off the front of bytes; undefined from where there is no whole one. */
export class WireReader {
  #left: Buffer;

  constructor(bytes: Buffer) {
    this.#left = bytes;
  }

  get isAtEnd(): boolean {
    return this.#left.length === 0;
  }

  number(): number | undefined {
    if (this.#left.length < 4) return undefined;
    const value = this.#left.readUInt32BE();
    this.#left = this.#left.subarray(4);
    return value;
  }

  string(): Buffer | undefined {
    const length = this.number();
    if (length === undefined || length > this.#left.length) return undefined;
    const bytes = this.#left.subarray(0, length);
    this.#left = this.#left.subarray(length);
    return bytes;
  }
}
