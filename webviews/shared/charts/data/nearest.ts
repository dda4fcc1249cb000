/** The index of the value closest to `x` in an ascending list; -1 in an empty one. */
export function nearest(values: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? NaN) < x) low = middle + 1;
    else high = middle;
  }
  const before = values[low - 1];
  return before !== undefined && x - before < (values[low] ?? NaN) - x
    ? low - 1
    : Math.min(low, values.length - 1);
}
