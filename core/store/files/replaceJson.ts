import { randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";

/** See `replaceFile`. */
export function replaceJson(file: string, document: object): void {
  replaceFile(file, Buffer.from(JSON.stringify(document, null, 2)));
}

/** Replaces a file as a whole: a reader sees the old or the new one, with the rights the old one had. Throws `store_read_only`, `storage_full`. */
export function replaceFile(file: string, content: Uint8Array): void {
  const draft = path.join(
    path.dirname(file),
    `.${path.basename(file)}.${randomBytes(6).toString("hex")}.tmp`,
  );
  changing(() => {
    try {
      const before = lstatSync(file, { throwIfNoEntry: false });
      const descriptor = openSync(draft, "wx", 0o666);
      try {
        if (before?.isFile()) fchmodSync(descriptor, before.mode & 0o777);
        writeFileSync(descriptor, content);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(draft, file);
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
  });
}

/** Runs a change to the store; what the system refuses becomes an error that says what to do. */
export function changing<T>(change: () => T): T {
  try {
    return change();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EROFS" || code === "EACCES" || code === "EPERM") {
      throw new RunicornError(
        "store_read_only",
        "This store cannot be written by the viewer; change it where its files belong to you.",
        { cause: error },
      );
    }
    if (code === "ENOSPC" || code === "EDQUOT") {
      throw new RunicornError("storage_full", "The disk is full; nothing was changed.", {
        cause: error,
      });
    }
    throw error;
  }
}
