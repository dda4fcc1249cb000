import type { Summaries } from "./summary.ts";

/** A stretch of x, both ends in it. `origin` is taken from every x before it is looked at. */
export class XRange {
  readonly min: number;
  readonly max: number;
  readonly origin: number;

  constructor(min: number, max: number, origin: number) {
    this.min = min;
    this.max = max;
    this.origin = origin;
  }

  /** Where a point lies; NaN for one outside, and for one whose x is no finite number. */
  place(x: number): number {
    const place = x - this.origin;
    return place >= this.min && place <= this.max && Number.isFinite(place) ? place : NaN;
  }

  /** How many of the rows behind entry `i` are within. What is not finite is nowhere. */
  share(x: Summaries, i: number): "none" | "some" | "all" {
    if (x.finite[i] === 0) return "none";
    const low = (x.min[i] ?? NaN) - this.origin;
    const high = (x.max[i] ?? NaN) - this.origin;
    if (high < this.min || low > this.max) return "none";
    if (low < this.min || high > this.max) return "some";
    return (x.nan[i] ?? 0) + (x.posInf[i] ?? 0) + (x.negInf[i] ?? 0) > 0 ? "some" : "all";
  }
}
