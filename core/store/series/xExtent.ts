import type { Visitor } from "./columnWalk.ts";
import type { Summaries } from "./summary.ts";
import type { XRange } from "./xRange.ts";

/** What lies within a range of x: how many points, and from where to where. */
export class XExtent implements Visitor {
  readonly #range: XRange;
  count = 0;
  low = Infinity;
  high = -Infinity;
  /** Points that have no finite x, whatever the range. */
  skipped = 0;

  constructor(range: XRange) {
    this.#range = range;
  }

  takes(x: Summaries, _y: Summaries, i: number): boolean {
    const share = this.#range.share(x, i);
    if (share === "some") return false;
    if (share === "none") {
      this.skipped += (x.nan[i] ?? 0) + (x.posInf[i] ?? 0) + (x.negInf[i] ?? 0);
      return true;
    }
    const { origin } = this.#range;
    this.#add((x.min[i] ?? NaN) - origin, (x.max[i] ?? NaN) - origin, x.finite[i] ?? 0);
    return true;
  }

  row(x: number): void {
    const place = this.#range.place(x);
    if (place === place) this.#add(place, place, 1);
    else if (!Number.isFinite(x)) this.skipped++;
  }

  #add(low: number, high: number, count: number): void {
    this.count += count;
    if (low < this.low) this.low = low;
    if (high > this.high) this.high = high;
  }
}
