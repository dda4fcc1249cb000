import { formatField } from "#core/protocol/filter/fields.ts";
import type { FilterField } from "#core/protocol/filter/filter.ts";
import type { FacetsQuery, RunFacets } from "#core/protocol/runTable.ts";

import { chosenRuns } from "./chosenRuns.ts";
import type { FieldValue } from "./fieldColumn.ts";
import { compareFieldValues, fieldReader, toNumber } from "./fieldReader.ts";
import { fieldName } from "./fieldValue.ts";
import type { Mask } from "./filterMask.ts";
import type { RunIndex } from "./runIndex.ts";

type Facet = RunFacets["facets"][number];

/** Counts the values the chosen runs have in fields. `now` is Unix seconds. */
export function listFacets(index: RunIndex, query: FacetsQuery, now: number): RunFacets {
  const mask = chosenRuns(index, query, now);
  return {
    runs: mask.reduce((sum, isChosen) => sum + isChosen, 0),
    facets: query.fields.map((field) => facetOf(index, field, mask, query.limit, now)),
  };
}

/** The most frequent values of one field among the runs of a mask. */
export function facetOf(
  index: RunIndex,
  field: FilterField,
  mask: Mask,
  limit: number,
  now: number,
): Facet {
  const read = fieldReader(index, field, now);
  const counts = new Map<FieldValue, number>();
  let count = 0;
  let [min, max] = [Infinity, -Infinity];
  for (let slot = 0; slot < mask.length; slot++) {
    if (mask[slot] !== 1) continue;
    const values = read(slot);
    if (values.length > 0) count++;
    for (const value of values) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
      const number = toNumber(value);
      if (number === undefined) continue;
      min = Math.min(min, number);
      max = Math.max(max, number);
    }
  }
  const mostFirst = [...counts].sort(([a, n], [b, m]) => m - n || compareFieldValues(a, b));
  const hasNumbers = min <= max;
  return {
    field: formatField(field) ?? fieldName(field),
    count,
    values: mostFirst.slice(0, limit).map(([value, count]) => ({ value, count })),
    distinct: counts.size,
    min: hasNumbers ? min : null,
    max: hasNumbers ? max : null,
  };
}
