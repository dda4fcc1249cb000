import { autoColumns } from "./columns/autoColumns.ts";
import { askedFields } from "./columns/tableColumns.ts";
import { listFilter } from "./listFilter.ts";
import type { ListQuery } from "./messages.ts";
import { parseView } from "./view.ts";

/** What a page asks for first, when it does not know yet which columns there are; null where that is groups. `kept` as the page has it. */
export function firstList(kept: unknown): ListQuery | null {
  const view = parseView(kept);
  if (view.groupBy.length > 0) return null;
  return {
    q: listFilter(view),
    sort: [...view.sort],
    columns: askedFields(view.columns ?? autoColumns([])),
  };
}
