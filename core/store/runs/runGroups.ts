import type { GroupsQuery, GroupStats, RunGroups } from "#core/protocol/runTable.ts";

import { chosenRuns } from "./chosenRuns.ts";
import type { FieldValue } from "./fieldColumn.ts";
import { compareFieldValues, fieldReader, numberReader } from "./fieldReader.ts";
import type { RunIndex } from "./runIndex.ts";

type Key = readonly (FieldValue | null)[];

/** Puts the chosen runs into groups by what they have in fields. `now` is Unix seconds. */
export function groupRuns(index: RunIndex, query: GroupsQuery, now: number): RunGroups {
  const mask = chosenRuns(index, query, now);
  const by = query.by.map((field) => fieldReader(index, field, now));
  const groups = new Map<string, { key: Key; slots: number[] }>();
  // A number for each different value makes short names of keys.
  const numbers = by.map(() => new Map<FieldValue | null, number>());
  const numberOf = (of: Map<FieldValue | null, number>, value: FieldValue | null) => {
    const number = of.get(value) ?? of.size;
    if (number === of.size) of.set(value, number);
    return number;
  };
  for (const slot of index.slots.byDir) {
    if (mask[slot] !== 1) continue;
    for (const key of keysOf(slot, by)) {
      let name = "";
      for (const [i, of] of numbers.entries()) name += `${numberOf(of, key[i] ?? null)},`;
      const group = groups.get(name);
      if (group) group.slots.push(slot);
      else groups.set(name, { key, slots: [slot] });
    }
  }
  const largestFirst = [...groups.values()].sort(
    (a, b) => b.slots.length - a.slots.length || compareKeys(a.key, b.key),
  );
  const readers = query.values.map((field) => numberReader(index, field, now));
  return {
    groups: largestFirst.slice(0, query.limit).map(({ key, slots }) => ({
      key: [...key],
      runs: slots.length,
      values: readers.map((read) => statsOf(read, slots)),
    })),
    total: groups.size,
  };
}

/** Every combination of the run's values, null for none: one, unless it has several tags. */
function keysOf(slot: number, by: readonly ((slot: number) => readonly FieldValue[])[]): Key[] {
  const found = by.map((read) => read(slot));
  if (found.every(({ length }) => length < 2)) return [found.map(([value]) => value ?? null)];
  return found.reduce<Key[]>(
    (keys, values) =>
      keys.flatMap((key) =>
        (values.length === 0 ? [null] : values).map((value) => [...key, value]),
      ),
    [[]],
  );
}

function statsOf(read: (slot: number) => number | undefined, slots: readonly number[]): GroupStats {
  const numbers = slots.map(read).filter((number) => number !== undefined);
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
