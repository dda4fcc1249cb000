/** Cells of one width lie side by side on x; each begins at a multiple of it, in every series and every store. */
export function cellOf(x: number, width: number): number {
  return Math.floor(x / width);
}

/** The width of at most `count` + 1 cells over a stretch of x: three bits long, so that its multiples are exact. */
export function cellWidth(extent: number, count: number): number {
  const wanted = extent / count;
  if (!(wanted > 0)) return 1;
  const unit = 2 ** Math.floor(Math.log2(wanted)) / 4;
  const width = Math.ceil(wanted / unit) * unit;
  // Next to the smallest numbers there are no such steps.
  return width > 0 ? width : wanted;
}
