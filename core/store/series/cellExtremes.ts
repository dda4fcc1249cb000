import { cellOf } from "#core/protocol/cell.ts";

import type { Visitor } from "./columnWalk.ts";
import type { Summaries, Summary } from "./summary.ts";
import type { XRange } from "./xRange.ts";

/** Finds where the lowest and the highest value of each cell lie: what they are is known. */
export class CellExtremes implements Visitor {
  readonly #range: XRange;
  readonly #width: number;
  readonly #lowest: Map<number, number>;
  readonly #highest: Map<number, number>;
  readonly points: [x: number, y: number][] = [];

  constructor(range: XRange, width: number, cells: ReadonlyMap<number, Summary>) {
    this.#range = range;
    this.#width = width;
    const finite = [...cells].filter(([, { finite }]) => finite > 0);
    this.#lowest = new Map(finite.map(([index, { min }]) => [index, min]));
    this.#highest = new Map(finite.map(([index, { max }]) => [index, max]));
  }

  takes(x: Summaries, y: Summaries, i: number): boolean {
    const share = this.#range.share(x, i);
    if (share !== "all") return share === "none";
    const { origin } = this.#range;
    const index = cellOf((x.min[i] ?? NaN) - origin, this.#width);
    if (index !== cellOf((x.max[i] ?? NaN) - origin, this.#width)) return false;
    return y.min[i] !== this.#lowest.get(index) && y.max[i] !== this.#highest.get(index);
  }

  row(x: number, y: number): void {
    const place = this.#range.place(x);
    if (place !== place) return;
    const index = cellOf(place, this.#width);
    const [isLowest, isHighest] = [this.#lowest.get(index) === y, this.#highest.get(index) === y];
    if (!isLowest && !isHighest) return;
    // One of each is enough.
    if (isLowest) this.#lowest.delete(index);
    if (isHighest) this.#highest.delete(index);
    this.points.push([place, y]);
  }
}
