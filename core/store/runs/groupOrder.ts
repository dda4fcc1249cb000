import { formatField } from "#core/protocol/filter/fields.ts";
import type { GroupSort, GroupsQuery } from "#core/protocol/runTable.ts";

import type { FieldValue } from "./fieldColumn.ts";
import { compareFieldValues, numberReader } from "./fieldReader.ts";
import { statsOf } from "./groupStats.ts";
import type { RunIndex } from "./runIndex.ts";

export type GroupKey = readonly (FieldValue | null)[];

interface Group {
  readonly key: GroupKey;
  readonly slots: readonly number[];
}

/** Groups as a query wants them: the largest first where it says nothing, equal ones in order of their keys. `now` is Unix seconds. */
export function groupsInOrder(
  index: RunIndex,
  { by, sort }: Pick<GroupsQuery, "by" | "sort">,
  groups: readonly Group[],
  now: number,
): Group[] {
  const wanted: readonly GroupSort[] = sort.length > 0 ? sort : [{ of: "runs", order: "desc" }];
  const orders = wanted.map((one) => ({
    isDescending: one.order === "desc",
    valueOf: valueReader(index, one, by, now),
  }));
  // What a group is sorted by is made once, not in every comparison.
  const placed = groups.map((group) => ({
    group,
    values: orders.map(({ valueOf }) => valueOf(group)),
  }));
  placed.sort((a, b) => {
    for (const [i, { isDescending }] of orders.entries()) {
      const order = compare(a.values[i] ?? null, b.values[i] ?? null, isDescending);
      if (order !== 0) return order;
    }
    return compareKeys(a.group.key, b.group.key);
  });
  return placed.map(({ group }) => group);
}

/** What a group is sorted by; null for none. */
function valueReader(
  index: RunIndex,
  sort: GroupSort,
  by: GroupsQuery["by"],
  now: number,
): (group: Group) => FieldValue | null {
  if (sort.of === "runs") return ({ slots }) => slots.length;
  const { of, field } = sort;
  if (of === "key") {
    const name = formatField(field);
    const at = by.findIndex((one) => formatField(one) === name);
    return ({ key }) => key[at] ?? null;
  }
  const read = numberReader(index, field, now);
  return ({ slots }) => statsOf(read, slots)[of];
}

function compareKeys(a: GroupKey, b: GroupKey): number {
  for (const [i, one] of a.entries()) {
    const order = compare(one, b[i] ?? null, false);
    if (order !== 0) return order;
  }
  return 0;
}

/** Groups without a value come last in either order. */
function compare(a: FieldValue | null, b: FieldValue | null, isDescending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return isDescending ? compareFieldValues(b, a) : compareFieldValues(a, b);
}
