import type { RunColumn, RunColumnList, RunFacets } from "#core/protocol/runTable.ts";

import { compareValues, type RunValue } from "./runValues.ts";

type Facet = RunFacets["facets"][number];

/** The facets of several sources as those of one, `limit` values of each at most. */
export function mergeFacets(all: readonly RunFacets[], limit: number): RunFacets {
  const byField = new Map<string, Facet[]>();
  for (const { facets } of all) {
    for (const facet of facets) {
      byField.set(facet.field, [...(byField.get(facet.field) ?? []), facet]);
    }
  }
  const indexing = all.flatMap((one) => one.indexing ?? []);
  return {
    runs: sum(all.map(({ runs }) => runs)),
    facets: Array.from(byField, ([field, facets]) => mergeFacet(field, facets, limit)),
    ...(indexing.length > 0 && {
      indexing: {
        done: sum(indexing.map(({ done }) => done)),
        total: sum(indexing.map(({ total }) => total)),
      },
    }),
  };
}

/** Where a source did not tell all of its values, `distinct` is the least there can be. */
function mergeFacet(field: string, facets: readonly Facet[], limit: number): Facet {
  const counts = new Map<RunValue, number>();
  for (const { value, count } of facets.flatMap(({ values }) => values)) {
    counts.set(value, (counts.get(value) ?? 0) + count);
  }
  const values = Array.from(counts, ([value, count]) => ({ value, count }));
  values.sort((a, b) => b.count - a.count || compareValues(a.value, b.value));
  return {
    field,
    count: sum(facets.map(({ count }) => count)),
    values: values.slice(0, limit),
    distinct: Math.max(counts.size, ...facets.map(({ distinct }) => distinct)),
    ...extremes(facets),
  };
}

/** The columns of several sources as those of one, in the order of the first that has each. */
export function mergeColumns(all: readonly RunColumnList[]): RunColumnList {
  const byField = new Map<string, RunColumn>();
  for (const column of all.flatMap(({ columns }) => columns)) {
    const known = byField.get(column.field);
    byField.set(column.field, known ? mergeColumn(known, column) : column);
  }
  const columns = [...byField.values()];
  return { columns, total: Math.max(columns.length, ...all.map(({ total }) => total)) };
}

function mergeColumn(a: RunColumn, b: RunColumn): RunColumn {
  return {
    field: a.field,
    type: a.type === b.type ? a.type : "mixed",
    count: a.count + b.count,
    ...extremes([a, b]),
    ...(a.only !== undefined && a.only === b.only && { only: a.only }),
  };
}

interface Range {
  readonly min: number | null;
  readonly max: number | null;
}

function extremes(ranges: readonly Range[]): Range {
  const lows = ranges.flatMap(({ min }) => min ?? []);
  const highs = ranges.flatMap(({ max }) => max ?? []);
  return {
    min: lows.length > 0 ? Math.min(...lows) : null,
    max: highs.length > 0 ? Math.max(...highs) : null,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
