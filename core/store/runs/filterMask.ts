import {
  type Comparison,
  type Filter,
  type FilterField,
  type FilterValue,
  runFields,
} from "#core/protocol/filter/filter.ts";

import { type FieldColumn, kinds } from "./fieldColumn.ts";
import type { RunColumns } from "./runColumns.ts";
import type { RunSlots } from "./runSlots.ts";

/** One entry for each slot: 1 where the run is meant. */
export type Mask = Uint8Array;

type Ordered = Exclude<Comparison, "!=">;

/** Evaluates filters over the columns of all runs. */
export class FilterMasks {
  readonly #slots: RunSlots;
  readonly #columns: RunColumns;
  readonly #now: number;

  /** `now` is Unix seconds, to which runs that have not ended last. */
  constructor(slots: RunSlots, columns: RunColumns, now: number) {
    this.#slots = slots;
    this.#columns = columns;
    this.#now = now;
  }

  /** The runs for which the filter holds; a copy of those there are for no filter. */
  mask(filter: Filter | undefined): Mask {
    const used = this.#slots.isUsed.slice(0, this.#slots.capacity);
    if (!filter) return used;
    const mask = this.#evaluate(filter);
    // What a slot without a run says means nothing.
    for (let slot = 0; slot < used.length; slot++)
      used[slot] = (used[slot] ?? 0) & (mask[slot] ?? 0);
    return used;
  }

  #evaluate(filter: Filter): Mask {
    switch (filter.op) {
      case "and":
      case "or": {
        const masks = filter.items.map((item) => this.#evaluate(item));
        return masks.reduce(filter.op === "and" ? intersect : unite);
      }
      case "not":
        return invert(this.#evaluate(filter.item));
      case "compare": {
        const { field, comparison, value } = filter;
        if (comparison === "!=") return invert(this.#compare(field, "=", value));
        return this.#compare(field, comparison, value);
      }
      case "in": {
        const masks = filter.values.map((value) => this.#compare(filter.field, "=", value));
        return masks.reduce(unite, this.#none());
      }
      case "contains":
        return this.#contains(filter.field, filter.text);
      case "has":
        return this.#has(filter.field);
      case "text":
    }
    const mask = this.#none();
    this.#columns.search().find(filter.text, mask);
    return mask;
  }

  #compare(field: FilterField, comparison: Ordered, value: FilterValue): Mask {
    const wanted = typeof value === "boolean" ? Number(value) : value;
    if (field.kind === "run") {
      const type = runFields[field.name];
      if ((type === "text") !== (typeof wanted === "string")) return this.#none();
      if (field.name === "tag") return this.#tags(comparing(comparison, String(wanted)));
      if (type === "flag") return this.#flag(field, comparison, wanted);
      if (field.name === "duration") return this.#duration(comparison, Number(wanted));
    }
    const column = this.#columns.column(field);
    if (typeof wanted === "string") return this.#texts(column, comparing(comparison, wanted));
    return this.#numbers(column, comparison, wanted);
  }

  /** A flag that is not set is false. */
  #flag(field: FilterField, comparison: Ordered, wanted: number | string): Mask {
    if (comparison !== "=" || (wanted !== 0 && wanted !== 1)) return this.#none();
    const isSet = this.#has(field);
    return wanted === 1 ? isSet : invert(isSet);
  }

  #contains(field: FilterField, text: string): Mask {
    const wanted = text.toLowerCase();
    const holds = (value: string) => value.toLowerCase().includes(wanted);
    if (field.kind === "run" && field.name === "tag") return this.#tags(holds);
    if (field.kind === "run" && field.name === "duration") return this.#none();
    const column = this.#columns.column(field);
    const mask = this.#texts(column, holds);
    for (let slot = 0; slot < mask.length; slot++) {
      const kind = column.kinds[slot];
      if (kind !== kinds.number && kind !== kinds.boolean) continue;
      if (String(column.numbers[slot]).includes(wanted)) mask[slot] = 1;
    }
    return mask;
  }

  #has(field: FilterField): Mask {
    if (field.kind === "run" && field.name === "tag") return this.#tags(() => true);
    if (field.kind === "run" && field.name === "duration") return invert(this.#none());
    return this.#none().map((_, slot) =>
      Number((this.#columns.column(field).kinds[slot] ?? 0) !== kinds.none),
    );
  }

  #tags(holds: (tag: string) => boolean): Mask {
    const { own } = this.#columns;
    const known = new Map<string, boolean>();
    const test = (tag: string) => {
      const answer = known.get(tag) ?? holds(tag);
      known.set(tag, answer);
      return answer;
    };
    return this.#none().map((_, slot) => Number(own.tagsOf(slot).some(test)));
  }

  #duration(comparison: Ordered, wanted: number): Mask {
    const test = comparing(comparison, wanted);
    return this.#none().map((_, slot) => Number(test(durationOf(this.#columns, slot, this.#now))));
  }

  /** Each different text is looked at once. */
  #texts({ kinds: of, codes, texts }: FieldColumn, holds: (text: string) => boolean): Mask {
    const mask = this.#none();
    const holding = Uint8Array.from(texts, (text) => Number(holds(text)));
    const length = Math.min(mask.length, codes.length);
    for (let slot = 0; slot < length; slot++) {
      if (of[slot] === kinds.text) mask[slot] = holding[codes[slot] ?? 0] ?? 0;
    }
    return mask;
  }

  #numbers({ kinds: of, numbers }: FieldColumn, comparison: Ordered, wanted: number): Mask {
    const mask = this.#none();
    const test = comparing(comparison, wanted);
    const length = Math.min(mask.length, numbers.length);
    for (let slot = 0; slot < length; slot++) {
      const kind = of[slot];
      if (kind === kinds.number || kind === kinds.boolean)
        mask[slot] = Number(test(numbers[slot] ?? 0));
    }
    return mask;
  }

  #none(): Mask {
    return new Uint8Array(this.#slots.capacity);
  }
}

/** Seconds a run has taken, or takes so far. */
export function durationOf({ own }: RunColumns, slot: number, now: number): number {
  const time = (name: "ended_at" | "started_at" | "created_at") => {
    const { kinds: of, numbers } = own.columns[name];
    return of[slot] === kinds.number ? numbers[slot] : undefined;
  };
  return (time("ended_at") ?? now) - (time("started_at") ?? time("created_at") ?? now);
}

/** Numbers with numbers, texts with texts. */
function comparing<T extends number | string>(
  comparison: Ordered,
  wanted: T,
): (value: T) => boolean {
  const tests: Record<Ordered, (value: T) => boolean> = {
    "=": (value) => value === wanted,
    "<": (value) => value < wanted,
    "<=": (value) => value <= wanted,
    ">": (value) => value > wanted,
    ">=": (value) => value >= wanted,
  };
  return tests[comparison];
}

function intersect(into: Mask, other: Mask): Mask {
  for (let slot = 0; slot < into.length; slot++)
    into[slot] = (into[slot] ?? 0) & (other[slot] ?? 0);
  return into;
}

function unite(into: Mask, other: Mask): Mask {
  for (let slot = 0; slot < into.length; slot++)
    into[slot] = (into[slot] ?? 0) | (other[slot] ?? 0);
  return into;
}

function invert(mask: Mask): Mask {
  for (let slot = 0; slot < mask.length; slot++) mask[slot] = 1 - (mask[slot] ?? 0);
  return mask;
}
