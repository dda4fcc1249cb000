import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

import { NotPlain } from "../plain.ts";

/** Encoded media in pieces, of which `head` is the first. */
export interface MediaSource {
  readonly head: Buffer;
  readonly size: number;
  /** The end of the file's name without its dot, or "". */
  readonly suffix: string;
  readonly pieces: Iterable<Uint8Array>;
}

const pieceBytes = 1024 * 1024;

/**
 * The content of bytes, or of the file of a path or a `file:` URL; undefined for anything else. Throws NotPlain for what has
 * more than `limit` bytes and for a path that is no file.
 */
export function mediaSource(value: unknown, limit: number): MediaSource | undefined {
  if (typeof value === "string") return sourceOfPath(value, limit);
  if (value instanceof URL) return sourceOfPath(fileURLToPath(value), limit);
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
    return sourceOfBytes(Buffer.from(value), limit);
  }
  if (value instanceof Uint8Array || value instanceof DataView) {
    return sourceOfBytes(Buffer.from(value.buffer, value.byteOffset, value.byteLength), limit);
  }
  return undefined;
}

/** Bytes as a source. Throws NotPlain for more than `limit`. */
export function sourceOfBytes(head: Buffer, limit: number): MediaSource {
  checkSize(head.length, limit);
  return { head, size: head.length, suffix: "", pieces: [head] };
}

function sourceOfPath(path: string, limit: number): MediaSource {
  const { fd, size } = openFile(path);
  try {
    checkSize(size, limit);
    const head = readPiece(fd, limit);
    const pieces = size <= head.length ? [head] : piecesOf(path, limit);
    return { head, size, suffix: extname(path).slice(1), pieces };
  } finally {
    closeSync(fd);
  }
}

function openFile(path: string): { fd: number; size: number } {
  let fd: number;
  try {
    // A pipe that nobody writes to would hold up the training.
    const nonBlocking = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0;
    fd = openSync(path, constants.O_RDONLY | nonBlocking);
  } catch (error) {
    throw new NotPlain(error instanceof Error ? error.message : String(error));
  }
  const status = fstatSync(fd);
  if (status.isFile()) return { fd, size: status.size };
  closeSync(fd);
  throw new NotPlain(`${path} is no file`);
}

function* piecesOf(path: string, limit: number): Generator<Uint8Array> {
  const { fd } = openFile(path);
  try {
    let left = limit;
    for (let piece = readPiece(fd, left); piece.length > 0; piece = readPiece(fd, left)) {
      left -= piece.length;
      yield piece;
    }
  } finally {
    closeSync(fd);
  }
}

function readPiece(fd: number, left: number): Buffer {
  const piece = Buffer.alloc(Math.max(0, Math.min(pieceBytes, left)));
  return piece.subarray(0, readSync(fd, piece, 0, piece.length, null));
}

function checkSize(size: number, limit: number): void {
  if (size === 0) throw new NotPlain("it is empty");
  if (size > limit) {
    const mebibytes = (bytes: number): number => Math.floor(bytes / 2 ** 20);
    throw new NotPlain(`it has ${mebibytes(size)} MiB; ${mebibytes(limit)} MiB are the most`);
  }
}
