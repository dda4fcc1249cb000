import { atOnce } from "#core/store/runs/inSlices.ts";

import type { Steps } from "./steps.ts";

/** Rows put in order between two turns of others. */
const rowsPerStep = 1 << 16;

/** See `orderRows`. */
export function rowOrder(x: Float64Array): Uint32Array {
  return atOnce(orderRows(x));
}

/**
 * Row numbers in ascending order of `x`, equal ones in the order they came. A merge sort of the ascending runs that are
 * there: a resumed training has few, so it is near to one pass.
 */
export function* orderRows(x: Float64Array): Steps<Uint32Array> {
  let order = Uint32Array.from(x, (_, row) => row);
  let bounds = ascendingRuns(x);
  let spare = new Uint32Array(x.length);
  let sincePause = 0;
  while (bounds.length > 2) {
    const merged = [0];
    for (let i = 0; i + 1 < bounds.length; i += 2) {
      const from = bounds[i] ?? 0;
      const middle = bounds[i + 1] ?? from;
      const to = bounds[i + 2] ?? middle;
      const heads = { left: from, right: middle };
      for (let at = from; at < to; at += rowsPerStep) {
        const end = Math.min(to, at + rowsPerStep);
        merge(x, order, spare, heads, { at, end, middle, to });
        if ((sincePause += end - at) < rowsPerStep) continue;
        sincePause = 0;
        yield;
      }
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

/** Puts the next of two neighbours, which end at `middle` and `to`, into places `at` to `end`. */
function merge(
  x: Float64Array,
  order: Uint32Array,
  into: Uint32Array,
  heads: { left: number; right: number },
  { at: first, end, middle, to }: Record<"at" | "end" | "middle" | "to", number>,
): void {
  let { left, right } = heads;
  for (let i = first; i < end; i++) {
    const takeLeft =
      left < middle && (right >= to || at(x, at(order, left)) <= at(x, at(order, right)));
    into[i] = at(order, takeLeft ? left++ : right++);
  }
  heads.left = left;
  heads.right = right;
}

function at(values: Float64Array | Uint32Array, i: number): number {
  return values[i] ?? 0;
}
