import { formatField } from "#core/protocol/filter/fields.ts";
import type { FilterField } from "#core/protocol/filter/filter.ts";
import type { FacetsQuery, RunFacets } from "#core/protocol/runTable.ts";

import { chosenRuns } from "./chosenRuns.ts";
import { type FieldValue, kinds } from "./fieldColumn.ts";
import { compareFieldValues, fieldReader, singleColumn, toNumber } from "./fieldReader.ts";
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
  const { runs, counts } = countValues(index, field, mask, now);
  const numbers = Array.from(counts.keys(), toNumber).filter((number) => number !== undefined);
  const mostFirst = [...counts].sort(([a, n], [b, m]) => m - n || compareFieldValues(a, b));
  return {
    field: formatField(field) ?? fieldName(field),
    count: runs,
    values: mostFirst.slice(0, limit).map(([value, count]) => ({ value, count })),
    distinct: counts.size,
    min: numbers.reduce<number | null>((min, number) => Math.min(min ?? number, number), null),
    max: numbers.reduce<number | null>((max, number) => Math.max(max ?? number, number), null),
  };
}

interface ValueCounts {
  /** Runs that have a value. */
  readonly runs: number;
  readonly counts: ReadonlyMap<FieldValue, number>;
}

function countValues(index: RunIndex, field: FilterField, mask: Mask, now: number): ValueCounts {
  const counts = new Map<FieldValue, number>();
  const add = (value: FieldValue, n = 1) => counts.set(value, (counts.get(value) ?? 0) + n);
  const column = singleColumn(index, field);
  let runs = 0;
  if (!column) {
    const read = fieldReader(index, field, now);
    for (let slot = 0; slot < mask.length; slot++) {
      const values = mask[slot] === 1 ? read(slot) : [];
      if (values.length > 0) runs++;
      for (const value of values) add(value);
    }
    return { runs, counts };
  }
  // Texts by their number, which is many times as fast as by themselves.
  const ofTexts = new Uint32Array(column.texts.length);
  for (let slot = 0; slot < mask.length; slot++) {
    const kind = mask[slot] === 1 ? column.kinds[slot] : kinds.none;
    if (kind === undefined || kind === kinds.none) continue;
    runs++;
    if (kind === kinds.text) count(ofTexts, column.codes[slot] ?? 0);
    else add(column.get(slot) ?? 0);
  }
  for (const [code, n] of ofTexts.entries()) if (n > 0) add(column.texts[code] ?? "", n);
  return { runs, counts };
}

function count(counts: Uint32Array, at: number): void {
  counts[at] = (counts[at] ?? 0) + 1;
}
