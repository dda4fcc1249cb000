import { pipeline } from "node:stream";

import { openPromise } from "yauzl";

import { type ArchiveEntry, entrySegments, invalidArchive } from "./archiveEntry.ts";
import type { ArchiveMeter } from "./archiveLimits.ts";

/** File types in the upper half of a Unix zip's attributes. */
const typeMask = 0o170000;
const regularFile = 0o100000;

/** The files of a `.zip`, in the order of its directory. */
export async function* readZip(file: string, meter: ArchiveMeter): AsyncGenerator<ArchiveEntry> {
  const zip = await openPromise(file, {
    lazyEntries: true,
    autoClose: false,
    strictFileNames: true,
  });
  try {
    for await (const entry of zip.eachEntry()) {
      meter.countEntry();
      const { fileName, uncompressedSize, externalFileAttributes } = entry;
      if (fileName.endsWith("/")) continue;
      const type = (externalFileAttributes >>> 16) & typeMask;
      if (type !== 0 && type !== regularFile)
        throw invalidArchive(
          `it holds a link or device in place of a file (${JSON.stringify(fileName.slice(0, 200))})`,
        );
      if (entry.isEncrypted()) throw invalidArchive("it is encrypted");
      if (!entry.canDecodeFileData())
        throw invalidArchive("it is packed in a way that is not supported; use Deflate");
      yield {
        segments: entrySegments(fileName),
        size: uncompressedSize,
        open: async () => {
          const bytes = await zip.openReadStreamPromise(entry);
          const counted = meter.transform();
          // Both ways: the file stays open until all that is read from it has ended.
          pipeline(bytes, counted, () => undefined);
          return counted;
        },
      };
    }
  } finally {
    zip.close();
  }
}
