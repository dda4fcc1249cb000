import { RunicornError } from "#core/protocol/errors.ts";
import { parseField } from "#core/protocol/filter/fields.ts";
import type { FilterField } from "#core/protocol/filter/filter.ts";
import type { RunsPage, RunsQuery } from "#core/protocol/run.ts";
import { snapshot } from "#core/store/index/db.ts";

import { columnsAsked, withColumns } from "./askedColumns.ts";
import { chosenRuns, fieldsOf } from "./chosenRuns.ts";
import { FieldColumn } from "./fieldColumn.ts";
import { FieldOrder, type SortValue } from "./fieldOrder.ts";
import { countOf, durationOf } from "./filterMask.ts";
import type { RunIndex } from "./runIndex.ts";

/** A place in a list; `value` is null among the runs that lack the field. */
interface Cursor {
  readonly value: SortValue | null;
  readonly dir: string;
}

/** One page of runs. Runs without the field sorted by come last in either order; ties are broken by directory. */
export function listRuns(index: RunIndex, query: RunsQuery): RunsPage {
  return JSON.parse(listRunsJson(index, query)) as RunsPage;
}

/** The same as JSON: a run's is put in as it is stored. Throws `invalid_filter`, `invalid_request`. */
export function listRunsJson(index: RunIndex, query: RunsQuery): string {
  const now = Date.now() / 1000;
  const mask = chosenRuns(index, query, now);
  const total = countOf(mask);
  const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
  const order = orderOf(index, fieldOf(query.sort), now);
  const slots: number[] = [];
  // One run more than asked for tells whether there is a next page.
  for (const slot of walk(index, order, query.order === "desc", cursor)) {
    if (mask[slot] === 1 && slots.push(slot) > query.limit) break;
  }
  const page = slots.slice(0, query.limit);
  const last = slots.length > query.limit ? page.at(-1) : undefined;
  const asked = columnsAsked(query.columns);
  const runs = snapshot(index.db, () =>
    page.flatMap((slot) => {
      const row = index.slots.rowOf(slot);
      const doc = index.rows.doc(row, index.slots.dirOf(slot));
      if (doc === undefined) return [];
      return [asked ? withColumns(index, row, doc, asked) : doc];
    }),
  );
  const next = last === undefined ? null : encodeCursor(index, order, last);
  return `{"runs":[${runs.join(",")}],"total":${total},"next_cursor":${JSON.stringify(next)}}`;
}

/** Brings into memory what the answer to a query is made from, some thousand rows a step. */
export function* loadForList(index: RunIndex, query: RunsQuery): Generator<void> {
  const { fields, hasText } = fieldsOf(query);
  yield* index.columns.loading([...fields, fieldOf(query.sort)], hasText);
}

/** Slots in the order of the list, from the cursor on. */
function* walk(
  index: RunIndex,
  order: FieldOrder,
  isDescending: boolean,
  cursor: Cursor | undefined,
): Generator<number> {
  if (cursor?.value !== null) {
    const slots = order.current();
    const at = cursor && order.positionOf(cursor.value, cursor.dir);
    yield* isDescending ? backward(slots, at) : forward(slots, at, index, cursor);
  }
  const lacking = index.slots.byDir.filter((slot) => !order.has(slot));
  const from = cursor?.value === null ? cursor : undefined;
  const isAfter = (dir: string) =>
    from === undefined || (isDescending ? dir < from.dir : dir > from.dir);
  if (isDescending) lacking.reverse();
  for (const slot of lacking) if (isAfter(index.slots.dirOf(slot))) yield slot;
}

function* forward(
  slots: Uint32Array,
  at: number | undefined,
  index: RunIndex,
  cursor: Cursor | undefined,
): Generator<number> {
  let next = at ?? 0;
  // The run the last page ended with may still be where it was.
  if (index.slots.dirOf(slots[next] ?? -1) === cursor?.dir) next++;
  for (; next < slots.length; next++) yield slots[next] ?? 0;
}

function* backward(slots: Uint32Array, at = slots.length): Generator<number> {
  for (let next = at - 1; next >= 0; next--) yield slots[next] ?? 0;
}

function fieldOf(sort: string): FilterField {
  const field = parseField(sort);
  if (!field) throw new RunicornError("invalid_request", `Runs cannot be sorted by ${sort}.`);
  return field;
}

function orderOf(index: RunIndex, field: FilterField, now: number): FieldOrder {
  if (field.kind !== "run" || field.name !== "duration") return index.columns.order(field);
  // That of a run that has not ended is another one each time.
  const column = new FieldColumn();
  for (const slot of index.slots.byDir) column.set(slot, durationOf(index.columns, slot, now));
  return new FieldOrder(column, index.slots);
}

function encodeCursor(index: RunIndex, order: FieldOrder, slot: number): string {
  const value = order.has(slot) ? order.valueOf(slot) : null;
  return Buffer.from(JSON.stringify([value, index.slots.dirOf(slot)])).toString("base64url");
}

function decodeCursor(text: string): Cursor {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    if (Array.isArray(parsed)) {
      const [value, dir] = parsed as unknown[];
      const isValue = value === null || typeof value === "number" || typeof value === "string";
      if (isValue && typeof dir === "string") return { value, dir };
    }
  } catch {
    // Answered below like every other text that is no cursor.
  }
  throw new RunicornError("invalid_request", "The cursor is not one of this list's; start again.");
}
