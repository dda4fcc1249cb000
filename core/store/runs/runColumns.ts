import type { FilterField } from "#core/protocol/filter/filter.ts";
import type { Run } from "#core/protocol/run.ts";

import { Durations } from "./durations.ts";
import { FieldColumn } from "./fieldColumn.ts";
import { FieldOrder } from "./fieldOrder.ts";
import { fieldName, fieldValue } from "./fieldValue.ts";
import { loadColumns } from "./loadColumns.ts";
import { OwnColumns } from "./ownColumns.ts";
import type { IndexedRun } from "./runIndex.ts";
import type { RunRows } from "./runRows.ts";
import type { RunSlots } from "./runSlots.ts";
import { SearchText, searchText } from "./searchText.ts";

/** A column that is in memory because somebody asked for its field. */
export interface LoadedColumn {
  readonly field: FilterField;
  readonly column: FieldColumn;
}

/** Values kept in memory beyond what every run says of itself: 80 columns of 100,000 runs. */
const maxValues = 8_000_000;
const minColumns = 8;

/** Fields of all runs as vectors: read from the rows when they are first asked for, kept equal with them from then on. */
export class RunColumns {
  readonly own = new OwnColumns();
  readonly durations: Durations;
  readonly #slots: RunSlots;
  readonly #rows: RunRows;
  /** Least recently asked for first. */
  readonly #loaded = new Map<string, LoadedColumn>();
  /** Being read in slices; they already hear of what changes. */
  readonly #loading = new Map<string, LoadedColumn>();
  readonly #orders = new Map<string, FieldOrder>();
  #search: SearchText | undefined;
  #loadingSearch: SearchText | undefined;

  constructor(slots: RunSlots, rows: RunRows) {
    this.#slots = slots;
    this.#rows = rows;
    this.durations = new Durations(this.own, slots);
  }

  /** A field's column; it is read at once where it is not in memory. Not for tags and duration. */
  column(field: FilterField): FieldColumn {
    const own = field.kind === "run" ? this.own.get(field.name) : undefined;
    if (own) return own;
    const name = fieldName(field);
    if (!this.#loaded.has(name)) for (const _ of this.loading([field])) continue;
    const loaded = this.#loaded.get(name) ?? { field, column: new FieldColumn() };
    this.#loaded.delete(name);
    this.#loaded.set(name, loaded);
    return loaded.column;
  }

  /** The runs in order of a field, as far as they have it. */
  order(field: FilterField): FieldOrder {
    const name = fieldName(field);
    const column = this.column(field);
    let order = this.#orders.get(name);
    if (!order) this.#orders.set(name, (order = new FieldOrder(column, this.#slots)));
    return order;
  }

  /** What a word is looked for in. */
  search(): SearchText {
    if (!this.#search) for (const _ of this.loading([], true)) continue;
    return (this.#search ??= new SearchText());
  }

  /** Brings what is missing of these into memory, some thousand rows a step. */
  *loading(fields: Iterable<FilterField>, withSearch = false): Generator<void> {
    const missing = new Map<string, LoadedColumn>();
    for (const field of fields) {
      const isOwn = field.kind === "run" && field.name !== "notes";
      const name = fieldName(field);
      if (isOwn || this.#loaded.has(name)) continue;
      missing.set(name, { field, column: new FieldColumn() });
    }
    const search = withSearch && !this.#search ? new SearchText() : undefined;
    if (missing.size === 0 && !search) return;
    // Another reading of the same columns may be under way; whichever is done first counts.
    for (const [name, loaded] of missing) this.#loading.set(name, loaded);
    if (search) this.#loadingSearch = search;
    yield* loadColumns(this.#rows, this.#slots, [...missing.values()], search);
    for (const [name, loaded] of missing) {
      if (this.#loading.get(name) !== loaded) continue;
      this.#loading.delete(name);
      this.#loaded.set(name, loaded);
      this.#orders.delete(name);
    }
    if (search && this.#loadingSearch === search) {
      this.#search = search;
      this.#loadingSearch = undefined;
    }
    this.#evict(missing);
  }

  /** A run has been read or has changed. `indexed` gives all of it, where more than its JSON is in need. */
  set(slot: number, run: Run, indexed: () => IndexedRun): void {
    this.own.set(slot, run, (field) => this.#orders.get(field)?.touch(slot));
    this.durations.touch(slot);
    for (const group of [this.#loaded, this.#loading]) {
      for (const [name, { field, column }] of group) {
        if (column.set(slot, fieldValue(field, indexed()))) this.#orders.get(name)?.touch(slot);
      }
    }
    for (const search of [this.#search, this.#loadingSearch]) {
      search?.set(slot, searchText(run, indexed().extra.config));
    }
  }

  clear(slot: number): void {
    this.own.clear(slot);
    this.durations.clear(slot);
    for (const { column } of [...this.#loaded.values(), ...this.#loading.values()]) {
      column.set(slot, undefined);
    }
    for (const order of this.#orders.values()) order.touch(slot);
    this.#search?.set(slot, "");
    this.#loadingSearch?.set(slot, "");
  }

  #evict(used: ReadonlyMap<string, unknown>): void {
    const most = Math.max(minColumns, Math.floor(maxValues / Math.max(1, this.#slots.capacity)));
    let excess = this.#loaded.size - most;
    for (const name of this.#loaded.keys()) {
      if (excess <= 0) return;
      if (used.has(name)) continue;
      this.#loaded.delete(name);
      this.#orders.delete(name);
      excess--;
    }
  }
}
