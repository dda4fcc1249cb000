import { cellWidth } from "#core/protocol/cell.ts";

/** Where the points of a series lie on x. */
interface Extent {
  readonly count: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The width of cells in which series can be laid over each other: as wide as their points usually lie apart, but not so narrow
 * that there would be more than `points` of them.
 */
export function alignmentCell(extents: readonly Extent[], points: number): number {
  const used = extents.filter(({ count }) => count > 0);
  const low = Math.min(...used.map((extent) => extent.low));
  const high = Math.max(...used.map((extent) => extent.high));
  const distances = used
    .map((extent) => (extent.high - extent.low) / Math.max(1, extent.count - 1))
    .sort((a, b) => a - b);
  const usual = distances[distances.length >> 1] ?? 0;
  return Math.max(cellWidth(high - low, points), usual > 0 ? cellWidth(usual, 1) : 0);
}
