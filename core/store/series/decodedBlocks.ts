import type { Summaries } from "./summary.ts";

/**
 * The decoded blocks of columns that were read last, up to so many bytes: the next window of a curve is drawn from most of
 * what the last one was. Only for blocks that are full and committed: these never change, and no number of a column
 * comes back. Whoever reads them must not write to them.
 */
export class DecodedBlocks {
  readonly #maxBytes: number;
  readonly #blocks = new Map<number, { readonly block: Float64Array | Summaries; bytes: number }>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The block of this number, `decode`d where it is not at hand; `bytes` is what it takes then. */
  get<T extends Float64Array | Summaries>(id: number, bytes: number, decode: () => T): T {
    const known = this.#blocks.get(id);
    if (known) {
      // The first of a map is the oldest.
      this.#blocks.delete(id);
      this.#blocks.set(id, known);
      return known.block as T;
    }
    const block = decode();
    this.#blocks.set(id, { block, bytes });
    this.#bytes += bytes;
    this.#forget();
    return block;
  }

  #forget(): void {
    for (const [id, { bytes }] of this.#blocks) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#blocks.delete(id);
      this.#bytes -= bytes;
    }
  }
}
