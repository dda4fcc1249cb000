import { RunicornError } from "#core/protocol/errors.ts";
import { parseField } from "#core/protocol/filter/fields.ts";
import type { FilterField } from "#core/protocol/filter/filter.ts";
import type { RunsPage, RunsQuery } from "#core/protocol/run.ts";
import { snapshot } from "#core/store/index/db.ts";

import { columnsAsked, withColumns } from "./askedColumns.ts";
import { chosenRuns, fieldsOf } from "./chosenRuns.ts";
import type { FieldOrder, SortValue } from "./fieldOrder.ts";
import { countOf, type Mask } from "./filterMask.ts";
import type { RunIndex } from "./runIndex.ts";
import { type Place, RunSequence } from "./runSequence.ts";

/** One page of runs. Runs without the field sorted by come last in either order; ties are broken by directory. */
export function listRuns(index: RunIndex, query: RunsQuery): RunsPage {
  return JSON.parse(listRunsJson(index, query)) as RunsPage;
}

/** The same as JSON: a run's is put in as it is stored. Throws `invalid_filter`, `invalid_request`. */
export function listRunsJson(index: RunIndex, query: RunsQuery): string {
  const now = Date.now() / 1000;
  const mask = chosenRuns(index, query, now);
  const total = countOf(mask);
  const sequence = new RunSequence(index, [
    { order: orderOf(index, fieldOf(query.sort), now), isDescending: query.order === "desc" },
    ...(query.then_by ?? []).map(({ field, order }) => ({
      order: orderOf(index, field, now),
      isDescending: order === "desc",
    })),
  ]);
  const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
  const after = cursor ? sequence.after(cursor) : 0;
  const offset = chosenBefore(sequence, mask, after) + (query.offset ?? 0);
  const slots: number[] = [];
  let toSkip = query.offset ?? 0;
  for (let position = after; position < sequence.length; position++) {
    const slot = sequence.at(position);
    if (mask[slot] !== 1 || toSkip-- > 0) continue;
    // One run more than asked for tells whether there is a next page.
    if (slots.push(slot) > query.limit) break;
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
  const next = last === undefined ? null : encodeCursor(sequence.placeOf(last));
  return `{"runs":[${runs.join(",")}],"total":${total},"offset":${Math.min(offset, total)},"next_cursor":${JSON.stringify(next)}}`;
}

/** Brings into memory what the answer to a query is made from, some thousand rows a step. */
export function* loadForList(index: RunIndex, query: RunsQuery): Generator<void> {
  const { fields, hasText } = fieldsOf(query);
  const sorted = [fieldOf(query.sort), ...(query.then_by ?? []).map(({ field }) => field)];
  yield* index.columns.loading([...fields, ...sorted], hasText);
}

/** How many of the chosen runs come before a position. */
function chosenBefore(sequence: RunSequence, mask: Mask, position: number): number {
  let count = 0;
  for (let i = 0; i < position; i++) count += mask[sequence.at(i)] ?? 0;
  return count;
}

function fieldOf(sort: string): FilterField {
  const field = parseField(sort);
  if (!field) throw new RunicornError("invalid_request", `Runs cannot be sorted by ${sort}.`);
  return field;
}

function orderOf(index: RunIndex, field: FilterField, now: number): FieldOrder {
  const isDuration = field.kind === "run" && field.name === "duration";
  return isDuration ? index.columns.durations.order(now) : index.columns.order(field);
}

function encodeCursor({ values, dir }: Place): string {
  return Buffer.from(JSON.stringify([...values, dir])).toString("base64url");
}

function decodeCursor(text: string): Place {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    if (Array.isArray(parsed)) {
      const values = (parsed as unknown[]).slice(0, -1);
      const dir: unknown = parsed.at(-1);
      if (values.length > 0 && values.every(isSortValue) && typeof dir === "string") {
        return { values, dir };
      }
    }
  } catch {
    // Answered below like every other text that is no cursor.
  }
  throw new RunicornError("invalid_request", "The cursor is not one of this list's; start again.");
}

function isSortValue(value: unknown): value is SortValue | null {
  return value === null || typeof value === "number" || typeof value === "string";
}
