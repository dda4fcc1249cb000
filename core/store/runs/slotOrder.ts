export interface SlotOrdering {
  /** Every slot that belongs in, in order. */
  readonly build: () => Uint32Array;
  /** A total order of the slots that belong in. */
  readonly compare: (a: number, b: number) => number;
  readonly belongs: (slot: number) => boolean;
}

/** Where more than this share has changed, sorting anew is quicker than putting things back in place. */
const repairShare = 8;

/** Slots in an order that is kept while what it depends on changes, at the cost of one pass where something has. */
export class SlotOrder {
  readonly #ordering: SlotOrdering;
  readonly #changed = new Set<number>();
  #slots: Uint32Array | undefined;

  constructor(ordering: SlotOrdering) {
    this.#ordering = ordering;
  }

  /** What this slot's place depends on has changed. */
  touch(slot: number): void {
    if (this.#slots) this.#changed.add(slot);
  }

  /** Good until the next change. */
  current(): Uint32Array {
    if (this.#slots && this.#changed.size === 0) return this.#slots;
    const isRepairable = this.#slots && this.#changed.size * repairShare < this.#slots.length;
    this.#slots = isRepairable && this.#slots ? this.#repair(this.#slots) : this.#ordering.build();
    this.#changed.clear();
    return this.#slots;
  }

  #repair(slots: Uint32Array): Uint32Array {
    const { compare, belongs } = this.#ordering;
    const moved = [...this.#changed].filter((slot) => belongs(slot)).sort((a, b) => compare(a, b));
    const merged = new Uint32Array(slots.length + moved.length);
    let length = 0;
    let next = 0;
    for (const slot of slots) {
      if (this.#changed.has(slot)) continue;
      for (let other = moved[next]; other !== undefined && compare(other, slot) < 0;) {
        merged[length++] = other;
        other = moved[++next];
      }
      merged[length++] = slot;
    }
    for (; next < moved.length; next++) merged[length++] = moved[next] ?? 0;
    return merged.subarray(0, length);
  }
}
