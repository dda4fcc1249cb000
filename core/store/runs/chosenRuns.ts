import type { Filter, FilterField, RunField } from "#core/protocol/filter/filter.ts";
import { parseFilter } from "#core/protocol/filter/parseFilter.ts";
import type { RunChoice } from "#core/protocol/run.ts";

import { FilterMasks, type Mask } from "./filterMask.ts";
import type { RunIndex } from "./runIndex.ts";

/** The runs a query is about, by slot. `now` is Unix seconds. Throws `invalid_filter`. */
export function chosenRuns(index: RunIndex, choice: RunChoice, now: number): Mask {
  return new FilterMasks(index.slots, index.columns, now).mask(filterOf(choice, now));
}

/** What has to be in memory to tell. */
export function fieldsOf(choice: RunChoice): { fields: FilterField[]; hasText: boolean } {
  const fields: FilterField[] = [];
  let hasText = false;
  const visit = (filter: Filter | undefined): void => {
    if (!filter) return;
    if ("items" in filter) for (const item of filter.items) visit(item);
    else if ("item" in filter) visit(filter.item);
    else if ("field" in filter) fields.push(filter.field);
    else hasText = true;
  };
  visit(filterOf(choice, 0));
  return { fields, hasText };
}

function filterOf({ project, name, status, tag, q }: RunChoice, now: number): Filter | undefined {
  const items = Object.entries({ project, name, status, tag }).flatMap(([name, value]): Filter[] =>
    value === undefined
      ? []
      : [{ op: "compare", field: { kind: "run", name: name as RunField }, comparison: "=", value }],
  );
  const asked = q === undefined ? undefined : parseFilter(q, now);
  if (asked) items.push(asked);
  return items.length === 0 ? undefined : { op: "and", items };
}
