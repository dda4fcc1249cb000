import { open } from "node:fs/promises";

import { RunicornError } from "#core/protocol/errors.ts";
import { isSystemError } from "#core/store/files/systemError.ts";

import { type ArchiveEntry, invalidArchive } from "./archiveEntry.ts";
import { type ArchiveLimits, ArchiveMeter } from "./archiveLimits.ts";
import { readTar } from "./readTar.ts";
import { readZip } from "./readZip.ts";

/** The files of a `.tar.gz`, `.tar` or `.zip`, told by its first bytes, whatever its name. Throws `invalid_archive`. */
export async function* readArchive(
  file: string,
  limits: ArchiveLimits,
): AsyncGenerator<ArchiveEntry> {
  const { head, size } = await headOf(file);
  const meter = new ArchiveMeter(size, limits);
  try {
    if (head.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b]))) yield* readTar(file, true, meter);
    else if (head.toString("latin1", 0, 2) === "PK") yield* readZip(file, meter);
    else if (head.toString("latin1", 257, 262) === "ustar") yield* readTar(file, false, meter);
    else throw invalidArchive("it is neither a .tar.gz nor a .zip");
  } catch (error) {
    throw archiveError(error);
  }
}

async function headOf(file: string): Promise<{ head: Buffer; size: number }> {
  const handle = await open(file);
  try {
    const head = Buffer.alloc(512);
    await handle.read(head, 0, head.length, 0);
    return { head, size: (await handle.stat()).size };
  } finally {
    await handle.close();
  }
}

/** What a library or zlib says of bytes it cannot read becomes `invalid_archive`; what the system says stays. */
export function archiveError(error: unknown): unknown {
  const isOurs = RunicornError.is(error) || (error instanceof Error && error.name === "AbortError");
  return isOurs || isSystemError(error)
    ? error
    : invalidArchive("it is damaged or cut short", error);
}
