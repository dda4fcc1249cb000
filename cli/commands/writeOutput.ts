import { randomBytes } from "node:crypto";
import { renameSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";

interface OutputOptions {
  /** Take the place of what is there. */
  readonly force: boolean;
  readonly signal: AbortSignal;
}

/**
 * Has a file written, which is there only when it is whole; what was there stays until then. Returns its bytes. Throws what
 * the system says: EEXIST for a file that is there, without `force`.
 */
export async function writeOutput(
  file: string,
  { force, signal }: OutputOptions,
  write: (out: Writable) => Promise<void>,
): Promise<number> {
  signal.throwIfAborted();
  const stat = statSync(file, { throwIfNoEntry: false });
  // A pipe or a device is written to, and is not ours to replace or remove.
  const isSpecial = force && stat !== undefined && !stat.isFile() && !stat.isDirectory();
  const draftName = `.runicorn-${randomBytes(6).toString("hex")}.tmp`;
  const draft = force && !isSpecial ? path.join(path.dirname(file), draftName) : file;
  const out = (await open(draft, isSpecial ? "w" : "wx")).createWriteStream();
  const stop = () => out.destroy(new Error("called off"));
  signal.addEventListener("abort", stop, { once: true });
  try {
    await write(out);
    await finished(out);
    if (draft !== file) renameSync(draft, file);
  } catch (error) {
    out.destroy();
    if (!isSpecial) rmSync(draft, { force: true });
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
  return out.bytesWritten;
}
