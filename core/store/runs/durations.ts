import { FieldColumn, kinds } from "./fieldColumn.ts";
import { FieldOrder } from "./fieldOrder.ts";
import type { OwnColumns } from "./ownColumns.ts";
import type { RunSlots } from "./runSlots.ts";

/** How long runs have taken, by slot: only those that have not ended are other ones each time. */
export class Durations {
  readonly #own: OwnColumns;
  readonly #column = new FieldColumn();
  readonly #order: FieldOrder;
  /** Slots of runs that have not ended. */
  readonly #open = new Set<number>();

  constructor(own: OwnColumns, slots: RunSlots) {
    this.#own = own;
    this.#order = new FieldOrder(this.#column, slots);
  }

  /** The run in a slot is another one, or has other times. */
  touch(slot: number): void {
    const hasEnded = this.#own.columns.ended_at.kinds[slot] === kinds.number;
    if (hasEnded) this.#open.delete(slot);
    else this.#open.add(slot);
    this.#set(slot, hasEnded ? durationOf(this.#own, slot, 0) : 0);
  }

  clear(slot: number): void {
    this.#open.delete(slot);
    this.#set(slot, undefined);
  }

  /** Good until the next change. `now` is Unix seconds. */
  column(now: number): FieldColumn {
    for (const slot of this.#open) this.#set(slot, durationOf(this.#own, slot, now));
    return this.#column;
  }

  order(now: number): FieldOrder {
    this.column(now);
    return this.#order;
  }

  #set(slot: number, seconds: number | undefined): void {
    if (this.#column.set(slot, seconds)) this.#order.touch(slot);
  }
}

/** Seconds a run has taken, or takes so far. */
export function durationOf({ columns }: OwnColumns, slot: number, now: number): number {
  const time = (name: "ended_at" | "started_at" | "created_at") => {
    const { kinds: of, numbers } = columns[name];
    return of[slot] === kinds.number ? numbers[slot] : undefined;
  };
  return (time("ended_at") ?? now) - (time("started_at") ?? time("created_at") ?? now);
}
