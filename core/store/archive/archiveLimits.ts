import { Transform } from "node:stream";

import { invalidArchive } from "./archiveEntry.ts";

/** What an archive may hold before it is taken for one that is meant to fill the disk. */
export interface ArchiveLimits {
  /** Bytes of all files together. */
  readonly totalBytes: number;
  readonly entries: number;
  /** Bytes unpacked for every byte of the archive. */
  readonly ratio: number;
}

export const defaultLimits: ArchiveLimits = {
  totalBytes: 10 * 2 ** 30,
  entries: 100_000,
  ratio: 200,
};

/** Small archives of very regular logs pack better than any bomb has to; so little fills no disk. */
const freeBytes = 64 << 20;

/** Counts what comes out of an archive; throws `invalid_archive` when it is too much. */
export class ArchiveMeter {
  readonly #limits: ArchiveLimits;
  readonly #maxBytes: number;
  #entries = 0;
  #bytes = 0;

  /** `archiveBytes`: the archive's own size. */
  constructor(archiveBytes: number, limits: ArchiveLimits) {
    this.#limits = limits;
    this.#maxBytes = Math.min(limits.totalBytes, Math.max(freeBytes, archiveBytes * limits.ratio));
  }

  countEntry(): void {
    this.#entries++;
    if (this.#entries > this.#limits.entries)
      throw invalidArchive(`it holds more than ${this.#limits.entries} files`);
  }

  /** Passes bytes on and counts them. */
  transform(): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        try {
          this.#countBytes(chunk.length);
          done(undefined, chunk);
        } catch (error) {
          done(error as Error);
        }
      },
    });
  }

  #countBytes(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#maxBytes)
      throw invalidArchive("unpacked it is far larger than its size or the limit allows");
  }
}
