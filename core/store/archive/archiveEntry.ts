import type { Readable } from "node:stream";

import { RunicornError } from "#core/protocol/errors.ts";

/** A regular file in an archive. Entries come one after the other: the next one comes when this one's bytes are read or given up. */
export interface ArchiveEntry {
  /** Path inside the archive; each segment is safe as a file name below a directory of ours. */
  readonly segments: readonly string[];
  /** Bytes, as the archive claims. */
  readonly size: number;
  open(): Promise<Readable>;
}

export function invalidArchive(why: string, cause?: unknown): RunicornError {
  return new RunicornError("invalid_archive", `The archive was not imported: ${why}.`, { cause });
}

/**
 * The segments of a name, if it leads to a place below wherever it is unpacked, on any system. Throws `invalid_archive`
 * for one that does not: such an archive is made by an attacker or by a broken tool, and nothing of it is worth having.
 */
export function entrySegments(name: string): readonly string[] {
  const segments = name.replace(/^(\.\/)+/, "").split("/");
  for (const segment of segments) {
    const isPlain = segment !== "" && segment !== "." && segment !== "..";
    if (!isPlain || /[\\:\p{Cc}]/u.test(segment) || Buffer.byteLength(segment) > 255) {
      throw invalidArchive(
        `a file in it has a name that leads elsewhere (${JSON.stringify(name.slice(0, 200))})`,
      );
    }
  }
  if (segments.length > 64) throw invalidArchive("its folders are nested too deeply");
  return segments;
}
