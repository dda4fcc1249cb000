import { SlotOrder } from "./slotOrder.ts";

/** Gives each run a small number, its slot, under which columns keep what they know of it. */
export class RunSlots {
  readonly #slotOfDir = new Map<string, number>();
  readonly #slotOfRow = new Map<number, number>();
  readonly #dirs: string[] = [];
  readonly #rows: number[] = [];
  readonly #free: number[] = [];
  readonly #order: SlotOrder;
  /** 1 where a slot holds a run. */
  isUsed = new Uint8Array(64);

  constructor() {
    this.#order = new SlotOrder({
      build: () => Uint32Array.from([...this.#slotOfDir.values()].sort(this.compare)),
      compare: this.compare,
      belongs: (slot) => this.isUsed[slot] === 1,
    });
  }

  /** By directory. */
  readonly compare = (a: number, b: number): number => {
    const [one, other] = [this.dirOf(a), this.dirOf(b)];
    return one < other ? -1 : one > other ? 1 : 0;
  };

  /** Runs there are. */
  get size(): number {
    return this.#slotOfDir.size;
  }

  /** Every slot is below this. */
  get capacity(): number {
    return this.#dirs.length;
  }

  /** Used slots by directory. Good until the next change. */
  get byDir(): Uint32Array {
    return this.#order.current();
  }

  slotOf(dir: string): number | undefined {
    return this.#slotOfDir.get(dir);
  }

  slotOfRow(row: number): number | undefined {
    return this.#slotOfRow.get(row);
  }

  dirOf(slot: number): string {
    return this.#dirs[slot] ?? "";
  }

  /** The id of the run's row in the database. */
  rowOf(slot: number): number {
    return this.#rows[slot] ?? 0;
  }

  /** The slot of a run, a new one where it has none. */
  add(dir: string, row: number): number {
    let slot = this.#slotOfDir.get(dir);
    if (slot === undefined) {
      slot = this.#free.pop() ?? this.#dirs.length;
      this.#dirs[slot] = dir;
      this.#slotOfDir.set(dir, slot);
      this.#use(slot);
    } else {
      this.#slotOfRow.delete(this.rowOf(slot));
    }
    this.#rows[slot] = row;
    this.#slotOfRow.set(row, slot);
    return slot;
  }

  remove(slot: number): void {
    this.#slotOfDir.delete(this.dirOf(slot));
    this.#slotOfRow.delete(this.rowOf(slot));
    this.isUsed[slot] = 0;
    this.#order.touch(slot);
    this.#dirs[slot] = "";
    this.#free.push(slot);
  }

  #use(slot: number): void {
    if (slot >= this.isUsed.length) {
      const isUsed = new Uint8Array(this.isUsed.length * 2);
      isUsed.set(this.isUsed);
      this.isUsed = isUsed;
    }
    this.isUsed[slot] = 1;
    this.#order.touch(slot);
  }
}
