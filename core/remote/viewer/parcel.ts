import { createHash } from "node:crypto";
import type { Readable } from "node:stream";

/** What goes to the other machine as one archive and lies there in a folder named after its content. */
export interface Parcel {
  /** Below `~/.runicorn/`, such as `server/1.0.0-0123456789ab`. */
  readonly folder: string;
  /** A line per file, as `sha256sum -c` reads it. */
  readonly checksums: string;
  readonly files: number;
  /** The `.tar.gz`, which is only made where it is wanted. */
  open(): Promise<Archive>;
}

export interface Archive {
  /** Exactly as many come. */
  readonly bytes: number;
  readonly content: Readable;
}

export interface Checksum {
  /** With `/`, without a space. */
  readonly name: string;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

/** Name, content list and number of files of a parcel; the same files give the same, in whatever order they come. */
export function addressed(
  prefix: string,
  files: readonly Checksum[],
): Pick<Parcel, "folder" | "checksums" | "files"> {
  const lines = files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).sort();
  const checksums = lines.join("");
  const hash = createHash("sha256").update(checksums).digest("hex").slice(0, 12);
  return { folder: `${prefix}-${hash}`, checksums, files: files.length };
}
