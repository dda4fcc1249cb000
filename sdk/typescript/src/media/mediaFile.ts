import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, renameSync, unlinkSync, writeSync } from "node:fs";
import path from "node:path";

import { plainText } from "../plain.ts";

const folder = "media";
const maxKeyBytes = 96;
const badCharacter = /[\\/:*?"<>|\p{Cc} ]/gu;

/** `<ms>_<token>_<key>.<extension>`, with what a file's name cannot hold replaced. */
export function mediaName(
  milliseconds: number,
  token: string,
  key: string,
  extension: string,
): string {
  const bytes = Buffer.from(plainText(key).replace(badCharacter, "_"));
  let end = Math.min(bytes.length, maxKeyBytes);
  // Not in the middle of a character.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return `${milliseconds}_${token}_${bytes.toString("utf8", 0, end)}.${extension}`;
}

/** Writes a file as a whole; its path relative to the run. Throws what the file system says, and then there is none. */
export function writeMedia(
  directory: string,
  key: string,
  extension: string,
  pieces: Iterable<Uint8Array>,
): string {
  const name = mediaName(Date.now(), randomBytes(3).toString("hex"), key, extension);
  const file = path.join(directory, folder, name);
  const temporary = `${file}.tmp`;
  try {
    writePieces(create(temporary), pieces);
    renameSync(temporary, file);
  } catch (error) {
    remove(temporary);
    throw error;
  }
  return `${folder}/${name}`;
}

/** Removes a file whose record could not be written. */
export function removeMedia(directory: string, relative: string): void {
  remove(path.join(directory, relative));
}

function create(file: string): number {
  try {
    return openSync(file, "wx");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    mkdirSync(path.dirname(file), { recursive: true });
    return openSync(file, "wx");
  }
}

function writePieces(fd: number, pieces: Iterable<Uint8Array>): void {
  try {
    for (const piece of pieces) {
      for (let at = 0; at < piece.length;) at += writeSync(fd, piece, at);
    }
  } finally {
    closeSync(fd);
  }
}

function remove(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // It was never created.
  }
}
