/**
 * Row numbers in ascending order of `x`, equal ones in the order they came. A merge sort of the ascending runs that are
 * there: a resumed training has few, so it is near to one pass.
 */
export function rowOrder(x: Float64Array): Uint32Array {
  let order = Uint32Array.from(x, (_, row) => row);
  let bounds = ascendingRuns(x);
  let spare = new Uint32Array(x.length);
  while (bounds.length > 2) {
    const merged = [0];
    for (let i = 0; i + 1 < bounds.length; i += 2) {
      const from = bounds[i] ?? 0;
      const middle = bounds[i + 1] ?? from;
      const to = bounds[i + 2] ?? middle;
      merge(x, order, spare, from, middle, to);
      merged.push(to);
    }
    [order, spare] = [spare, order];
    bounds = merged;
  }
  return order;
}

/** Where each ascending run begins, and the end. */
function ascendingRuns(x: Float64Array): number[] {
  const bounds = [0];
  for (let i = 1; i < x.length; i++) if (at(x, i) < at(x, i - 1)) bounds.push(i);
  if (x.length > 0) bounds.push(x.length);
  return bounds;
}

function merge(
  x: Float64Array,
  order: Uint32Array,
  into: Uint32Array,
  from: number,
  middle: number,
  to: number,
): void {
  let left = from;
  let right = middle;
  for (let i = from; i < to; i++) {
    const takeLeft =
      left < middle && (right >= to || at(x, at(order, left)) <= at(x, at(order, right)));
    into[i] = at(order, takeLeft ? left++ : right++);
  }
}

function at(values: Float64Array | Uint32Array, i: number): number {
  return values[i] ?? 0;
}
