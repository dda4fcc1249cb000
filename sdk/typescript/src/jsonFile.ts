import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";

import { jsonText } from "./jsonText.ts";
import { jsonObject } from "./jsonValue.ts";
import { type PlainObject, emptyObject } from "./plain.ts";

/** Creates a file that must not exist yet. Throws EEXIST and other errors of the file system. */
export function writeNewJson(path: string, document: PlainObject): void {
  writeFileSync(path, jsonText(document, ""), { flag: "wx" });
}

/** Writes the document beside `path`, then renames it into place: a reader sees the old or the new one. Throws. */
export function replaceJson(path: string, document: PlainObject): void {
  replaceFile(path, jsonText(document, ""));
}

/** Writes the content beside `path`, then renames it into place: a reader sees the old or the new one. Throws. */
export function replaceFile(path: string, content: string | Buffer): void {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    writeFileSync(temporary, content, { flag: "wx" });
    rename(temporary, path);
  } catch (error) {
    try {
      unlinkSync(temporary);
    } catch {
      // It was never created.
    }
    throw error;
  }
}

/** The object in the file; empty where there is none or it cannot be read or understood. */
export function readJson(path: string): PlainObject {
  try {
    return readToReplace(path);
  } catch {
    return emptyObject();
  }
}

/**
 * As `readJson`, for a document that is then replaced. Throws when the file is there but cannot be read: what it holds
 * would be lost.
 */
export function readToReplace(path: string): PlainObject {
  try {
    return jsonObject(readFileSync(path, "utf8")) ?? emptyObject();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return emptyObject();
    throw error;
  }
}

function rename(source: string, target: string): void {
  // Windows refuses while somebody reads the target, for a moment.
  for (const pause of process.platform === "win32" ? [1, 4, 16, 64] : []) {
    try {
      renameSync(source, target);
      return;
    } catch {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    }
  }
  renameSync(source, target);
}
