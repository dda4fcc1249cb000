import { type Dirent, readdirSync } from "node:fs";
import path from "node:path";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";

import type { ArchiveFormat } from "#core/protocol/archive.ts";
import { isMissing, NotAFileError, openRegularFile } from "#core/store/files/regularFile.ts";

import { type ArchiveFile, archiveWriter } from "./archiveWriter.ts";
import { staysBehind } from "./staysBehind.ts";

/**
 * Writes runs into `out` as one archive, each file as long as it is when its turn comes: a run may be written meanwhile.
 * `dirs` are relative to `root`, and so are the names in the archive. Rejects when `out` closes early.
 */
export async function exportRuns(
  root: string,
  dirs: readonly string[],
  format: ArchiveFormat,
  out: Writable,
): Promise<void> {
  const writer = archiveWriter(format);
  const stop = new AbortController();
  const writing = pipeline(writer.output, out).catch((error: unknown) => {
    stop.abort(error);
    throw error;
  });
  const adding = addAll();
  await Promise.all([writing, adding]);

  async function addAll(): Promise<void> {
    try {
      for (const dir of dirs) {
        for await (const file of filesIn(root, dir)) {
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

/** The regular files below a directory; links and what has gone since are passed over. Good until the next is asked for. */
async function* filesIn(root: string, dir: string): AsyncGenerator<ArchiveFile> {
  const entries: Dirent[] = readdirSync(path.join(root, dir), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = `${dir}/${entry.name}`;
    if (staysBehind(entry.name)) continue;
    if (entry.isDirectory()) yield* filesIn(root, name);
    else if (entry.isFile()) yield* fileAt(path.join(root, name), name);
  }
}

async function* fileAt(file: string, name: string): AsyncGenerator<ArchiveFile> {
  try {
    const handle = await openRegularFile(file);
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
