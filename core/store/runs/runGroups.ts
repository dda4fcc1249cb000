import type { GroupsQuery, RunGroups } from "#core/protocol/runTable.ts";

import { chosenRuns } from "./chosenRuns.ts";
import type { FieldValue } from "./fieldColumn.ts";
import { fieldReader, numberReader } from "./fieldReader.ts";
import { type GroupKey, groupsInOrder } from "./groupOrder.ts";
import { statsOf } from "./groupStats.ts";
import type { RunIndex } from "./runIndex.ts";

/** Puts the chosen runs into groups by what they have in fields. `now` is Unix seconds. */
export function groupRuns(index: RunIndex, query: GroupsQuery, now: number): RunGroups {
  const mask = chosenRuns(index, query, now);
  const by = query.by.map((field) => fieldReader(index, field, now));
  const groups = new Map<string, { key: GroupKey; slots: number[] }>();
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
  const ordered = groupsInOrder(index, query, [...groups.values()], now);
  const readers = query.values.map((field) => numberReader(index, field, now));
  return {
    groups: ordered.slice(0, query.limit).map(({ key, slots }) => ({
      key: [...key],
      runs: slots.length,
      values: readers.map((read) => statsOf(read, slots)),
    })),
    total: groups.size,
  };
}

/** Every combination of the run's values, null for none: one, unless it has several tags. */
function keysOf(
  slot: number,
  by: readonly ((slot: number) => readonly FieldValue[])[],
): GroupKey[] {
  const found = by.map((read) => read(slot));
  if (found.every(({ length }) => length < 2)) return [found.map(([value]) => value ?? null)];
  return found.reduce<GroupKey[]>(
    (keys, values) =>
      keys.flatMap((key) =>
        (values.length === 0 ? [null] : values).map((value) => [...key, value]),
      ),
    [[]],
  );
}
