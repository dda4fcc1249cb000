import { rowOrder } from "#core/store/series/rowOrder.ts";

import { type FieldColumn, kinds } from "./fieldColumn.ts";
import type { RunSlots } from "./runSlots.ts";
import { SlotOrder } from "./slotOrder.ts";

/** What runs are in order of: numbers come before texts. */
export type SortValue = number | string;

/** The runs that have a value in one field, ascending by it, equal ones by directory. */
export class FieldOrder {
  readonly #column: FieldColumn;
  readonly #slots: RunSlots;
  readonly #order: SlotOrder;

  constructor(column: FieldColumn, slots: RunSlots) {
    this.#column = column;
    this.#slots = slots;
    this.#order = new SlotOrder({
      build: () => this.#build(),
      compare: (a, b) => this.#compare(a, this.valueOf(b), b),
      belongs: (slot) => slots.isUsed[slot] === 1 && this.has(slot),
    });
  }

  /** Its value has changed, or the run is another one. */
  touch(slot: number): void {
    this.#order.touch(slot);
  }

  /** Good until the next change. */
  current(): Uint32Array {
    return this.#order.current();
  }

  /** Whether the run has the field. */
  has(slot: number): boolean {
    return (this.#column.kinds[slot] ?? kinds.none) !== kinds.none;
  }

  valueOf(slot: number): SortValue {
    const { kinds: of, numbers, texts, codes } = this.#column;
    return of[slot] === kinds.text
      ? (texts[codes[slot] ?? -1] ?? "")
      : (numbers[slot] ?? Number.NaN);
  }

  #compare(a: number, value: SortValue, b: number): number {
    return compareSortValues(this.valueOf(a), value) || this.#slots.compare(a, b);
  }

  #build(): Uint32Array {
    const { kinds: of, numbers, codes } = this.#column;
    const { byDir } = this.#slots;
    const isNumber = (slot: number) => of[slot] === kinds.number || of[slot] === kinds.boolean;
    const withNumber = byDir.filter(isNumber);
    const withText = byDir.filter((slot) => of[slot] === kinds.text);
    const ranks = this.#ranks();
    const sorted = new Uint32Array(withNumber.length + withText.length);
    sorted.set(sortBy(withNumber, (slot) => numbers[slot] ?? 0));
    sorted.set(
      sortBy(withText, (slot) => ranks[codes[slot] ?? 0] ?? 0),
      withNumber.length,
    );
    return sorted;
  }

  /** Of each of the column's texts, its place among them. */
  #ranks(): Uint32Array {
    const { texts } = this.#column;
    const ranks = new Uint32Array(texts.length);
    const sorted = texts
      .map((text, code) => [text, code] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [rank, [, code]] of sorted.entries()) ranks[code] = rank;
    return ranks;
  }
}

function sortBy(slots: Uint32Array, key: (slot: number) => number): Uint32Array {
  return rowOrder(Float64Array.from(slots, key)).map((row) => slots[row] ?? 0);
}

/** Numbers before texts. */
export function compareSortValues(a: SortValue, b: SortValue): number {
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
