import { crc32 } from "node:zlib";

import type { SqlValue } from "./db.ts";

/**
 * CRC-32 of a row's values, to be kept in the row: SQLite does not notice when a bit of what it stores has changed. Every
 * value goes in with its kind and length, so that none can pass for a part of its neighbour.
 */
export function rowChecksum(...values: readonly SqlValue[]): number {
  let crc = 0;
  for (const value of values) {
    const bytes = value instanceof Uint8Array ? value : String(value);
    crc = crc32(bytes, crc32(`${value === null ? "null" : typeof value} ${bytes.length} `, crc));
  }
  return crc;
}
