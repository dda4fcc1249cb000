import { createHash } from "node:crypto";

import type { Column } from "#core/store/series/column.ts";
import { summaryFields } from "#core/store/series/summary.ts";

/** A hash of all that a column answers from: its rows, and each level of summaries over them. */
export function columnDigest(column: Column): string {
  const hash = createHash("sha256").update(`${column.length}`);
  const add = (numbers: Float64Array, count: number): void => {
    hash.update(new Uint8Array(numbers.buffer, numbers.byteOffset, count * 8));
  };
  for (let row = 0; row < column.length;) {
    const { values, start } = column.rowsAround(row);
    const count = Math.min(values.length, column.length - start);
    add(values, count);
    row = start + count;
  }
  for (const level of [1, 2, 3] as const) {
    const entries = column.summaryCount(level);
    for (let entry = 0; entry < entries;) {
      const { summaries, start } = column.summariesAround(level, entry);
      const count = Math.min(summaries.finite.length, entries - start);
      for (const field of summaryFields) add(summaries[field], count);
      entry = start + count;
    }
  }
  return hash.digest("base64");
}
