import {
  type Comparison,
  type Filter,
  type FilterField,
  type FilterValue,
  runFields,
} from "#core/protocol/filter/filter.ts";

import { type FieldColumn, kinds } from "./fieldColumn.ts";
import { linearPattern } from "./linearPattern.ts";
import type { RunColumns } from "./runColumns.ts";
import type { RunSlots } from "./runSlots.ts";

/** One entry for each slot: 1 where the run is meant. */
export type Mask = Uint8Array;

/** Marks the numbers that are meant. All at once: a call for each would take longer than what it does. */
type NumberTest = (numbers: Float64Array, mask: Mask) => void;

/** What a value has to pass; a type without a test never does. */
interface Tests {
  readonly number?: NumberTest;
  readonly text?: (value: string) => boolean;
}

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
        const wanted = new Set(filter.values.map(toPlain));
        return this.#matching(filter.field, {
          number: (numbers, mask) => {
            for (let i = 0; i < mask.length; i++) mask[i] = Number(wanted.has(numbers[i] ?? 0));
          },
          text: (value) => wanted.has(value),
        });
      }
      case "contains": {
        const wanted = filter.text.toLowerCase();
        return this.#containing(filter.field, (value) => value.toLowerCase().includes(wanted));
      }
      case "matches":
        return this.#containing(filter.field, linearPattern(filter.pattern));
      case "has":
        return this.#has(filter.field);
      case "text":
    }
    const mask = this.#none();
    this.#columns.search().find(filter.text, mask);
    return mask;
  }

  #compare(field: FilterField, comparison: Ordered, value: FilterValue): Mask {
    const isFlag = field.kind === "run" && runFields[field.name] === "flag";
    // There is no order in yes and no.
    if (isFlag && comparison !== "=") return this.#none();
    const wanted = toPlain(value);
    return this.#matching(
      field,
      typeof wanted === "string"
        ? { text: comparing(comparison, wanted) }
        : { number: (numbers, mask) => numberTests[comparison](numbers, wanted, mask) },
    );
  }

  /** The runs whose value passes the test for its type. What a run says of itself is always of the same type. */
  #matching(field: FilterField, tests: Tests): Mask {
    const { number = markNone, text = never } = tests;
    if (field.kind === "run") {
      const type = runFields[field.name];
      if (field.name === "tag") return this.#tags(text);
      if (field.name === "duration") {
        return this.#numbers(this.#columns.durations.column(this.#now), number);
      }
      if (type === "text") return this.#texts(this.#columns.column(field), text);
      if (type === "flag") {
        // A flag that is not set is false.
        const mask = this.#none();
        number(Float64Array.from(this.#has(field)), mask);
        return mask;
      }
      return this.#numbers(this.#columns.column(field), number);
    }
    const column = this.#columns.column(field);
    if (tests.text === undefined) return this.#numbers(column, number);
    const mask = this.#texts(column, text);
    return tests.number === undefined ? mask : unite(mask, this.#numbers(column, number));
  }

  /** The runs whose value, written as a text, passes a test. */
  #containing(field: FilterField, holds: (text: string) => boolean): Mask {
    if (field.kind === "run" && field.name === "tag") return this.#tags(holds);
    if (field.kind === "run" && field.name === "duration") return this.#none();
    const column = this.#columns.column(field);
    const mask = this.#texts(column, holds);
    for (let slot = 0; slot < mask.length; slot++) {
      const kind = column.kinds[slot];
      if (kind !== kinds.number && kind !== kinds.boolean) continue;
      if (holds(String(column.numbers[slot]))) mask[slot] = 1;
    }
    return mask;
  }

  #has(field: FilterField): Mask {
    if (field.kind === "run" && field.name === "tag") return this.#tags(() => true);
    if (field.kind === "run" && field.name === "duration") return invert(this.#none());
    const { kinds: of } = this.#columns.column(field);
    return this.#none().map((_, slot) => Number((of[slot] ?? 0) !== kinds.none));
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

  #numbers({ kinds: of, numbers }: FieldColumn, test: NumberTest): Mask {
    const mask = this.#none();
    const known = mask.subarray(0, Math.min(mask.length, numbers.length));
    test(numbers, known);
    for (let slot = 0; slot < known.length; slot++) {
      const kind = of[slot];
      if (kind !== kinds.number && kind !== kinds.boolean) known[slot] = 0;
    }
    return mask;
  }

  #none(): Mask {
    return new Uint8Array(this.#slots.capacity);
  }
}

function never(): boolean {
  return false;
}

function markNone(_: Float64Array, mask: Mask): void {
  mask.fill(0);
}

/** Booleans are numbers, 0 and 1. */
function toPlain(value: FilterValue): number | string {
  return typeof value === "boolean" ? Number(value) : value;
}

function comparing(comparison: Ordered, wanted: string): (value: string) => boolean {
  const tests: Record<Ordered, (value: string) => boolean> = {
    "=": (value) => value === wanted,
    "<": (value) => value < wanted,
    "<=": (value) => value <= wanted,
    ">": (value) => value > wanted,
    ">=": (value) => value >= wanted,
  };
  return tests[comparison];
}

/** Loops of their own, each of which becomes a few machine instructions. */
const numberTests: Record<Ordered, (numbers: Float64Array, wanted: number, mask: Mask) => void> = {
  "=": (numbers, wanted, mask) => {
    for (let i = 0; i < mask.length; i++) mask[i] = numbers[i] === wanted ? 1 : 0;
  },
  "<": (numbers, wanted, mask) => {
    for (let i = 0; i < mask.length; i++) mask[i] = (numbers[i] ?? NaN) < wanted ? 1 : 0;
  },
  "<=": (numbers, wanted, mask) => {
    for (let i = 0; i < mask.length; i++) mask[i] = (numbers[i] ?? NaN) <= wanted ? 1 : 0;
  },
  ">": (numbers, wanted, mask) => {
    for (let i = 0; i < mask.length; i++) mask[i] = (numbers[i] ?? NaN) > wanted ? 1 : 0;
  },
  ">=": (numbers, wanted, mask) => {
    for (let i = 0; i < mask.length; i++) mask[i] = (numbers[i] ?? NaN) >= wanted ? 1 : 0;
  },
};

/** How many runs are meant. */
export function countOf(mask: Mask): number {
  let count = 0;
  for (let slot = 0; slot < mask.length; slot++) count += mask[slot] ?? 0;
  return count;
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
