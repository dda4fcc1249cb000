import type { GroupStats, RunGroups } from "#core/protocol/runTable.ts";

import { compareValues } from "./runValues.ts";

type Group = RunGroups["groups"][number];

/** What merged groups are ordered by, as `MergeOrder` is of runs; `at` is the place among their keys or their values. */
export type GroupMergeOrder =
  | { readonly of: "runs"; readonly order: "asc" | "desc" }
  | {
      readonly of: "key" | "mean" | "min" | "max";
      readonly at: number;
      readonly order: "asc" | "desc";
      /** Keys that are names of something else: first in ascending order first. */
      readonly ids?: readonly string[];
    };

/**
 * The groups of several sources as those of one: in the order asked for, the largest first where there is none, then in order
 * of their keys; `limit` at most.
 */
export function mergeGroups(
  all: readonly RunGroups[],
  limit: number,
  orders: readonly GroupMergeOrder[] = [],
): RunGroups {
  const byKey = new Map<string, Group>();
  for (const group of all.flatMap(({ groups }) => groups)) {
    const name = JSON.stringify(group.key);
    const known = byKey.get(name);
    byKey.set(name, known ? mergeGroup(known, group) : group);
  }
  const groups = inOrder([...byKey.values()], orders);
  const indexing = all.flatMap((one) => one.indexing ?? []);
  return {
    groups: groups.slice(0, limit),
    total: Math.max(groups.length, ...all.map(({ total }) => total)),
    ...(indexing.length > 0 && {
      indexing: indexing.reduce((a, b) => ({ done: a.done + b.done, total: a.total + b.total })),
    }),
  };
}

function mergeGroup(a: Group, b: Group): Group {
  return {
    key: a.key,
    runs: a.runs + b.runs,
    values: a.values.map((stats, i) => {
      const other = b.values[i];
      return other ? mergeStats(stats, other) : stats;
    }),
  };
}

/** Of two samples the statistics of both together. */
function mergeStats(a: GroupStats, b: GroupStats): GroupStats {
  if (a.count === 0 || a.mean === null) return b;
  if (b.count === 0 || b.mean === null) return a;
  const count = a.count + b.count;
  const apart = b.mean - a.mean;
  const squares = squaresOf(a) + squaresOf(b) + (apart * apart * a.count * b.count) / count;
  return {
    count,
    mean: a.mean + (apart * b.count) / count,
    min: Math.min(a.min ?? Infinity, b.min ?? Infinity),
    max: Math.max(a.max ?? -Infinity, b.max ?? -Infinity),
    std: Math.sqrt(squares / (count - 1)),
  };
}

/** The sum of squared distances from the mean. */
function squaresOf({ count, std }: GroupStats): number {
  return std === null ? 0 : std * std * (count - 1);
}

function inOrder(groups: readonly Group[], orders: readonly GroupMergeOrder[]): Group[] {
  const wanted: readonly GroupMergeOrder[] =
    orders.length > 0 ? orders : [{ of: "runs", order: "desc" }];
  return groups.toSorted((a, b) => {
    for (const one of wanted) {
      const by = compare(sortValue(a, one), sortValue(b, one), one.order);
      if (by !== 0) return by;
    }
    return compareKeys(a.key, b.key);
  });
}

function sortValue({ key, runs, values }: Group, order: GroupMergeOrder): Group["key"][number] {
  if (order.of === "runs") return runs;
  const { of, at, ids } = order;
  if (of !== "key") return values[at]?.[of] ?? null;
  return ids ? ids.indexOf(String(key[at])) : (key[at] ?? null);
}

function compareKeys(a: Group["key"], b: Group["key"]): number {
  for (const [i, one] of a.entries()) {
    const by = compare(one, b[i] ?? null, "asc");
    if (by !== 0) return by;
  }
  return 0;
}

/** Groups without a value come last in either order. */
function compare(
  a: Group["key"][number],
  b: Group["key"][number],
  order: GroupMergeOrder["order"],
): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return order === "desc" ? compareValues(b, a) : compareValues(a, b);
}
