import { finished, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createGzip } from "node:zlib";

import { pack } from "tar-stream";
import { ZipFile } from "yazl";

import type { ArchiveFormat } from "#core/protocol/archive.ts";

/** A file that goes into an archive. */
export interface ArchiveFile {
  /** With `/`. */
  readonly name: string;
  /** Exactly `size` bytes. */
  readonly bytes: Readable;
  readonly size: number;
  readonly mtime: Date;
}

/** An archive in the making: `output` is read while files are added one after the other. */
export interface ArchiveWriter {
  readonly output: NodeJS.ReadableStream;
  /** Resolves when the file's bytes have been taken; `signal` says that nobody reads `output` any more. */
  add(file: ArchiveFile, signal: AbortSignal): Promise<void>;
  end(): void;
  destroy(error: Error): void;
}

/** Four times as fast as gzip's default, for a tenth more bytes. */
const compressionLevel = 3;
const untilFinished = promisify(finished);

export function archiveWriter(format: ArchiveFormat): ArchiveWriter {
  return format === "zip" ? zipWriter() : tarWriter();
}

function tarWriter(): ArchiveWriter {
  const tar = pack();
  const output = createGzip({ level: compressionLevel });
  tar.on("error", (error) => output.destroy(error));
  tar.pipe(output);
  return {
    output,
    add: ({ name, bytes, size, mtime }, signal) =>
      pipeline(bytes, tar.entry({ name, size, mtime }), { signal }),
    end: () => tar.finalize(),
    destroy: (error) => {
      tar.destroy(error);
      output.destroy(error);
    },
  };
}

function zipWriter(): ArchiveWriter {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  zip.on("error", (error: Error) => output.destroy(error));
  return {
    output,
    async add({ name, bytes, size, mtime }, signal) {
      zip.addReadStream(bytes, name, { mtime, size, compressionLevel });
      await untilFinished(bytes, { writable: false, signal });
    },
    end: () => zip.end(),
    destroy: (error) => output.destroy(error),
  };
}
