import type { FilterField } from "#core/protocol/filter/filter.ts";
import type { GroupsQuery, GroupStats, RunGroups } from "#core/protocol/runTable.ts";

import { chosenRuns } from "./chosenRuns.ts";
import type { FieldValue } from "./fieldColumn.ts";
import { compareFieldValues, fieldReader, toNumber } from "./fieldReader.ts";
import type { RunIndex } from "./runIndex.ts";

type Key = readonly (FieldValue | null)[];

/** Puts the chosen runs into groups by what they have in fields. `now` is Unix seconds. */
export function groupRuns(index: RunIndex, query: GroupsQuery, now: number): RunGroups {
  const mask = chosenRuns(index, query, now);
  const by = query.by.map((field) => fieldReader(index, field, now));
  const groups = new Map<string, { key: Key; slots: number[] }>();
  for (const slot of index.slots.byDir) {
    if (mask[slot] !== 1) continue;
    for (const key of keysOf(slot, by)) {
      const name = JSON.stringify(key);
      const group = groups.get(name) ?? { key, slots: [] };
      if (group.slots.length === 0) groups.set(name, group);
      group.slots.push(slot);
    }
  }
  const largestFirst = [...groups.values()].sort(
    (a, b) => b.slots.length - a.slots.length || compareKeys(a.key, b.key),
  );
  return {
    groups: largestFirst.slice(0, query.limit).map(({ key, slots }) => ({
      key: [...key],
      runs: slots.length,
      values: query.values.map((field) => statsOf(index, field, slots, now)),
    })),
    total: groups.size,
  };
}

/** Every combination of the run's values, null for none: one, unless it has several tags. */
function keysOf(slot: number, by: readonly ((slot: number) => readonly FieldValue[])[]): Key[] {
  let keys: Key[] = [[]];
  for (const read of by) {
    const found = read(slot);
    const values = found.length === 0 ? [null] : found;
    keys = keys.flatMap((key) => values.map((value) => [...key, value]));
  }
  return keys;
}

function statsOf(
  index: RunIndex,
  field: FilterField,
  slots: readonly number[],
  now: number,
): GroupStats {
  const read = fieldReader(index, field, now);
  const numbers = slots.flatMap((slot) => {
    const number = read(slot).map(toNumber)[0];
    return number === undefined ? [] : [number];
  });
  const count = numbers.length;
  if (count === 0) return { count, mean: null, min: null, max: null, std: null };
  const mean = numbers.reduce((sum, number) => sum + number / count, 0);
  let squares = 0;
  let min = Infinity;
  let max = -Infinity;
  for (const number of numbers) {
    squares += (number - mean) ** 2;
    min = Math.min(min, number);
    max = Math.max(max, number);
  }
  const std = count > 1 ? Math.sqrt(squares / (count - 1)) : null;
  return { count, mean: finite(mean), min, max, std: finite(std) };
}

/** A square of something huge has no number. */
function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

function compareKeys(a: Key, b: Key): number {
  for (const [i, one] of a.entries()) {
    const other = b[i] ?? null;
    // Runs without a value come last.
    const order =
      one === null || other === null
        ? Number(one === null) - Number(other === null)
        : compareFieldValues(one, other);
    if (order !== 0) return order;
  }
  return 0;
}
