import { createHash } from "node:crypto";
import {
  type Stats,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readSync,
  writeSync,
} from "node:fs";

const chunkBytes = 1 << 20;
// Small files are left to the system: waiting for the disk at each of 100,000 would take minutes.
const syncBytes = 1 << 20;
// A link is not followed; a pipe without a writer is not waited for. Windows knows neither flag: `| undefined` is none.
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What a file held while it was read. */
export interface Content {
  /** Hex digits. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** Unix seconds. */
  readonly modifiedAt: number;
}

/** The state of a regular file, links not followed. Throws for everything else. */
export function checkRegular(path: string): Stats {
  const state = lstatSync(path);
  if (state.isSymbolicLink()) {
    throw new Error(`${path} is a symbolic link; add the file it points to`);
  }
  if (!state.isFile()) throw new Error(`${path} is not a regular file`);
  return state;
}

/** The SHA-256 of a regular file. Throws what the file system said. */
export function hashFile(path: string): Content {
  return withRegular(path, (source) => read(source, undefined));
}

/**
 * Copies a regular file to `target`, which must not exist, and hashes what was copied. Throws what the file system said;
 * there may then be a part of the copy.
 */
export function copyHashed(path: string, target: string): Content {
  return withRegular(path, (source) => {
    const file = openSync(target, "wx");
    try {
      const content = read(source, file);
      if (content.size >= syncBytes) fsyncSync(file);
      return content;
    } finally {
      closeSync(file);
    }
  });
}

function withRegular(path: string, use: (source: number) => Content): Content {
  checkRegular(path);
  const source = openSync(path, flags);
  try {
    // It may have become something else in between.
    if (!fstatSync(source).isFile()) throw new Error(`${path} is not a regular file`);
    return use(source);
  } finally {
    closeSync(source);
  }
}

function read(source: number, target: number | undefined): Content {
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let size = 0;
  for (;;) {
    const count = readSync(source, buffer, 0, chunkBytes, null);
    if (count === 0) break;
    size += count;
    const chunk = buffer.subarray(0, count);
    hash.update(chunk);
    if (target !== undefined) writeAll(target, chunk);
  }
  return { sha256: hash.digest("hex"), size, modifiedAt: fstatSync(source).mtimeMs / 1000 };
}

function writeAll(target: number, chunk: Buffer): void {
  for (let done = 0; done < chunk.length;) done += writeSync(target, chunk, done);
}
