import type { GroupStats, RunGroups } from "#core/protocol/runTable.ts";

import { compareValues } from "./runValues.ts";

type Group = RunGroups["groups"][number];

/** The groups of several sources as those of one: largest first, then in order of their keys; `limit` at most. */
export function mergeGroups(all: readonly RunGroups[], limit: number): RunGroups {
  const byKey = new Map<string, Group>();
  for (const group of all.flatMap(({ groups }) => groups)) {
    const name = JSON.stringify(group.key);
    const known = byKey.get(name);
    byKey.set(name, known ? mergeGroup(known, group) : group);
  }
  const groups = [...byKey.values()].sort((a, b) => b.runs - a.runs || compareKeys(a.key, b.key));
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

function compareKeys(a: Group["key"], b: Group["key"]): number {
  for (const [i, one] of a.entries()) {
    const other = b[i] ?? null;
    if (one === null || other === null) {
      if (one !== other) return one === null ? 1 : -1;
      continue;
    }
    const by = compareValues(one, other);
    if (by !== 0) return by;
  }
  return 0;
}
