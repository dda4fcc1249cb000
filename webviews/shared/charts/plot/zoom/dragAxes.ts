/** Pixels from which on a drag is one. */
const least = 4;
/** A drag along x is also one along y from this height on: a hand that goes sideways strays by less … */
const leastHeight = 24;
/** … but the longer the way, the farther. */
const strayShare = 1 / 8;

/** Which axes a drag over so many pixels selects a stretch of: both where it is a rectangle, else the one it goes along. */
export function dragAxes(
  width: number,
  height: number,
): { readonly x: boolean; readonly y: boolean } {
  const y = height >= (width < least ? 2 * least : Math.max(leastHeight, width * strayShare));
  const x = width >= (y ? Math.max(2 * least, height * strayShare) : least);
  return { x, y };
}
