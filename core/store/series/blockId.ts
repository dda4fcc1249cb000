import type { Level } from "./column.ts";

const idsPerLevel = 2 ** 20;
/** The blocks of a column have so many numbers of their own. */
export const idsPerColumn = 2 ** 22;

/** The number of a block: packs column, level (2 bits) and block (20 bits: two thousand million rows); it stays below 2^53. */
export function blockId(column: number, level: Level, block: number): number {
  return column * idsPerColumn + level * idsPerLevel + block;
}
