import { compareSortValues, type FieldOrder, type SortValue } from "./fieldOrder.ts";
import type { RunIndex } from "./runIndex.ts";

/** One field that runs are sorted by. */
export interface SortKey {
  readonly order: FieldOrder;
  readonly isDescending: boolean;
}

/** A place in a list; a value is null where the run lacks the field. */
export interface Place {
  readonly values: readonly (SortValue | null)[];
  readonly dir: string;
}

/**
 * All runs in the order of a list: by the first field, equal ones by the next, then by directory in the direction of the
 * first. Those that lack a field come after those that have it, in either direction. Good until the next change.
 */
export class RunSequence {
  readonly #index: RunIndex;
  readonly #keys: readonly [SortKey, ...SortKey[]];
  readonly #sorted: Uint32Array;
  #lacking: Uint32Array | undefined;

  constructor(index: RunIndex, keys: readonly [SortKey, ...SortKey[]]) {
    this.#index = index;
    this.#keys = keys;
    const [{ order }] = keys;
    // Of one field the order is there already; runs without it are looked for when somebody comes to them.
    this.#sorted = keys.length === 1 ? order.current() : sortedBy(index, keys);
  }

  get length(): number {
    return this.#index.slots.size;
  }

  /** The slot of the run at a position. */
  at(position: number): number {
    const [{ order, isDescending }, ...others] = this.#keys;
    const sorted = this.#sorted;
    if (others.length > 0) return sorted[position] ?? 0;
    if (position < sorted.length) {
      return sorted[isDescending ? sorted.length - 1 - position : position] ?? 0;
    }
    this.#lacking ??= this.#index.slots.byDir.filter((slot) => !order.has(slot));
    const lacking = this.#lacking;
    const at = position - sorted.length;
    return lacking[isDescending ? lacking.length - 1 - at : at] ?? 0;
  }

  placeOf(slot: number): Place {
    return {
      values: this.#keys.map(({ order }) => (order.has(slot) ? order.valueOf(slot) : null)),
      dir: this.#index.slots.dirOf(slot),
    };
  }

  /** The position of the first run that comes after a place. */
  after(place: Place): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(this.placeOf(this.at(middle)), place) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(a: Place, b: Place): number {
    for (const [i, { isDescending }] of this.#keys.entries()) {
      const [one, other] = [a.values[i] ?? null, b.values[i] ?? null];
      if (one === null || other === null) {
        if (one !== other) return one === null ? 1 : -1;
        continue;
      }
      const by = compareSortValues(one, other);
      if (by !== 0) return isDescending ? -by : by;
    }
    const by = a.dir < b.dir ? -1 : a.dir > b.dir ? 1 : 0;
    return this.#keys[0].isDescending ? -by : by;
  }
}

/** All slots in order of several fields: from the last key to the first, each time without disturbing equal ones. */
function sortedBy(index: RunIndex, keys: readonly [SortKey, ...SortKey[]]): Uint32Array {
  let slots = index.slots.byDir.slice();
  if (keys[0].isDescending) slots.reverse();
  for (const key of [...keys].reverse()) slots = countingSort(slots, bucketsOf(index, key));
  return slots;
}

interface Buckets {
  /** Of each slot. */
  readonly of: Uint32Array;
  readonly count: number;
}

/** Runs of the same value share a bucket; the last one is for those without any. */
function bucketsOf({ slots }: RunIndex, { order, isDescending }: SortKey): Buckets {
  const sorted = order.current();
  const of = new Uint32Array(slots.capacity);
  let bucket = -1;
  let before: SortValue | undefined;
  for (const slot of sorted) {
    const value = order.valueOf(slot);
    if (value !== before) bucket++;
    before = value;
    of[slot] = bucket;
  }
  const last = bucket + 1;
  for (const slot of slots.byDir) {
    if (!order.has(slot)) of[slot] = last;
    else if (isDescending) of[slot] = bucket - (of[slot] ?? 0);
  }
  return { of, count: last + 1 };
}

function countingSort(slots: Uint32Array, { of, count }: Buckets): Uint32Array<ArrayBuffer> {
  const next = new Uint32Array(count + 1);
  for (const slot of slots) {
    const after = (of[slot] ?? 0) + 1;
    next[after] = (next[after] ?? 0) + 1;
  }
  for (let i = 1; i <= count; i++) next[i] = (next[i] ?? 0) + (next[i - 1] ?? 0);
  const sorted = new Uint32Array(slots.length);
  for (const slot of slots) {
    const bucket = of[slot] ?? 0;
    const at = next[bucket] ?? 0;
    next[bucket] = at + 1;
    sorted[at] = slot;
  }
  return sorted;
}
