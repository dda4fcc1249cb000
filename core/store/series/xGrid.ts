import { cellOf } from "#core/protocol/cell.ts";

import type { Bucket } from "./bucket.ts";
import type { Visitor } from "./columnWalk.ts";
import { type Summaries, Summary } from "./summary.ts";
import type { XRange } from "./xRange.ts";

/** Puts the points within a range of x into cells: for an x that goes back and forth, and where cells must be the same. */
export class XGrid implements Visitor {
  readonly #range: XRange;
  readonly #width: number;
  readonly #cells = new Map<number, Cell>();
  #last: Cell | undefined;
  #lastIndex = NaN;

  constructor(range: XRange, width: number) {
    this.#range = range;
    this.#width = width;
  }

  takes(x: Summaries, y: Summaries, i: number): boolean {
    const share = this.#range.share(x, i);
    if (share !== "all") return share === "none";
    const { origin } = this.#range;
    const low = (x.min[i] ?? NaN) - origin;
    const high = (x.max[i] ?? NaN) - origin;
    const index = cellOf(low, this.#width);
    if (index !== cellOf(high, this.#width)) return false;
    const isFirstLow = x.first[i] === x.min[i];
    const isLastHigh = x.last[i] === x.max[i];
    return this.#cellAt(index).takes({ low, high, isFirstLow, isLastHigh }, y, i);
  }

  row(x: number, y: number): void {
    const place = this.#range.place(x);
    if (place === place) this.#cellAt(cellOf(place, this.#width)).add(place, y);
  }

  /** By ascending x. */
  buckets(): Bucket[] {
    return [...this.#cells].sort(([a], [b]) => a - b).map(([, cell]) => cell.toBucket());
  }

  #cellAt(index: number): Cell {
    if (this.#last && index === this.#lastIndex) return this.#last;
    let cell = this.#cells.get(index);
    if (!cell) this.#cells.set(index, (cell = new Cell()));
    this.#lastIndex = index;
    return (this.#last = cell);
  }
}

/** Where the rows behind a summary lie, and whether the first of them is the lowest, the last the highest. */
interface Ends {
  readonly low: number;
  readonly high: number;
  readonly isFirstLow: boolean;
  readonly isLastHigh: boolean;
}

/** Of points with the same x the one logged first is the first, the one logged last the last. */
class Cell {
  readonly #y = new Summary();
  #xFirst = Infinity;
  #xLast = -Infinity;
  #first = NaN;
  #last = NaN;

  add(x: number, y: number): void {
    this.#y.add(y);
    if (x < this.#xFirst) {
      this.#xFirst = x;
      this.#first = y;
    }
    if (x >= this.#xLast) {
      this.#xLast = x;
      this.#last = y;
    }
  }

  /** False where the summary does not tell which value lies at an end that it would move. */
  takes({ low, high, isFirstLow, isLastHigh }: Ends, y: Summaries, i: number): boolean {
    const movesFirst = low < this.#xFirst;
    const movesLast = high >= this.#xLast;
    if ((movesFirst && !isFirstLow) || (movesLast && !isLastHigh)) return false;
    if (movesFirst) {
      this.#xFirst = low;
      this.#first = y.first[i] ?? NaN;
    }
    if (movesLast) {
      this.#xLast = high;
      this.#last = y.last[i] ?? NaN;
    }
    this.#y.addSummaries(y, i, i + 1);
    return true;
  }

  toBucket(): Bucket {
    this.#y.first = this.#first;
    this.#y.last = this.#last;
    return { xFirst: this.#xFirst, xLast: this.#xLast, y: this.#y };
  }
}
