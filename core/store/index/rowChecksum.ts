import { crc32 } from "node:zlib";

import { DamagedIndexError } from "./damagedIndexError.ts";
import type { SqlValue } from "./db.ts";

/**
 * CRC-32 of a row's values, to be kept in the row: SQLite does not notice when a bit of what it stores has changed. Every
 * value goes in with its kind and length, so that none can pass for a part of its neighbour.
 */
export function rowChecksum(...values: readonly SqlValue[]): number {
  let crc = 0;
  // What is not bytes is put together first: each call costs more than it computes.
  let text = "";
  for (const value of values) {
    if (value instanceof Uint8Array) {
      crc = crc32(value, crc32(`${text}bytes ${value.length} `, crc));
      text = "";
    } else if (typeof value === "string") text += `string ${value.length} ${value}`;
    else text += value === null ? "null " : `number ${value} `;
  }
  return text === "" ? crc : crc32(text, crc);
}

/** Throws `DamagedIndexError` where the values are not those the checksum was made of. */
export function checkRow(checksum: SqlValue | undefined, values: readonly SqlValue[]): void {
  if (checksum !== rowChecksum(...values)) {
    throw new DamagedIndexError("a row does not match its checksum");
  }
}
