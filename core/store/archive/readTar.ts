import { createReadStream } from "node:fs";
import type { Readable, Transform } from "node:stream";
import { createGunzip } from "node:zlib";

import { extract } from "tar-stream";

import { type ArchiveEntry, entrySegments, invalidArchive } from "./archiveEntry.ts";
import type { ArchiveMeter } from "./archiveLimits.ts";

/** The files of a `.tar.gz`, or of a bare `.tar`, in their order. */
export async function* readTar(
  file: string,
  isCompressed: boolean,
  meter: ArchiveMeter,
): AsyncGenerator<ArchiveEntry> {
  const source = createReadStream(file, { highWaterMark: 256 << 10 });
  const tar = extract();
  // Counted before the tar is looked at: names and padding cost memory, too.
  const counted = meter.transform();
  const stages = isCompressed ? [source, createGunzip(), counted] : [source, counted];
  stages.forEach((stage, i) => {
    stage.on("error", (error: Error) => tar.destroy(error));
    const next = stages[i + 1];
    if (next) stage.pipe(next as Transform);
    else stage.pipe(tar);
  });
  try {
    for await (const entry of tar) {
      meter.countEntry();
      const { name, type, size } = entry.header;
      if (type === "file" || type === "contiguous-file") {
        yield {
          segments: entrySegments(name),
          size,
          open: () => Promise.resolve(entry as unknown as Readable),
        };
      } else if (type !== "directory") {
        throw invalidArchive(
          `it holds a ${type} in place of a file (${JSON.stringify(name.slice(0, 200))})`,
        );
      }
      // The next entry comes when this one has been read, be it into nothing.
      entry.resume();
    }
  } finally {
    for (const stage of stages) stage.destroy();
    tar.destroy();
  }
}
