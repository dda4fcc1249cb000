import type { Visitor } from "./columnWalk.ts";
import { rowOrder } from "./rowOrder.ts";
import type { Summaries } from "./summary.ts";
import type { XRange } from "./xRange.ts";

/** All points within a range of x, for when they are few. */
export class PointsWithin implements Visitor {
  readonly #range: XRange;
  readonly #x: number[] = [];
  readonly #y: number[] = [];

  constructor(range: XRange) {
    this.#range = range;
  }

  takes(x: Summaries, _y: Summaries, i: number): boolean {
    return this.#range.share(x, i) === "none";
  }

  row(x: number, y: number): void {
    const place = this.#range.place(x);
    if (place !== place) return;
    this.#x.push(place);
    this.#y.push(y);
  }

  /** By ascending x, those of the same x in the order they were logged. */
  sorted(): { x: Float64Array; y: Float64Array } {
    const order = rowOrder(Float64Array.from(this.#x));
    const pick = (values: readonly number[]) =>
      Float64Array.from(order, (row) => values[row] ?? NaN);
    return { x: pick(this.#x), y: pick(this.#y) };
  }
}
