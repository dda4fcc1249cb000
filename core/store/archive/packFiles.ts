import type { Writable } from "node:stream";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import type { ArchiveFormat } from "#core/protocol/archive.ts";
import { isMissing, NotAFileError, openRegularFile } from "#core/store/files/regularFile.ts";

import { type ArchiveFile, archiveWriter } from "./archiveWriter.ts";

/** A file to be packed, and what it is called in the archive. */
export interface NamedFile {
  readonly path: string;
  /** With `/`. */
  readonly name: string;
}

/**
 * Writes files into `out` as one archive, each as long as it is when its turn comes: it may be written meanwhile. Links and
 * what has gone since are passed over. Rejects when `out` closes early.
 */
export async function packFiles(
  files: Iterable<NamedFile> | AsyncIterable<NamedFile>,
  format: ArchiveFormat,
  out: Writable,
): Promise<void> {
  const writer = archiveWriter(format);
  const stop = new AbortController();
  const writing = pipeline(writer.output, out).catch((error: unknown) => {
    stop.abort(error);
    throw error;
  });
  await Promise.all([writing, addAll()]);

  async function addAll(): Promise<void> {
    try {
      for await (const named of files) {
        for await (const file of opened(named)) {
          stop.signal.throwIfAborted();
          await writer.add(file, stop.signal);
        }
      }
      writer.end();
    } catch (error) {
      writer.destroy(error as Error);
      throw error;
    }
  }
}

/** The file while it is open; nothing where there is none. */
async function* opened({ path, name }: NamedFile): AsyncGenerator<ArchiveFile> {
  try {
    const handle = await openRegularFile(path);
    try {
      const { size, mtime } = await handle.stat();
      const bytes =
        size === 0
          ? Readable.from([])
          : handle.createReadStream({ end: size - 1, autoClose: false, highWaterMark: 256 << 10 });
      yield { name, bytes, size, mtime };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!isMissing(error) && !(error instanceof NotAFileError)) throw error;
  }
}
