import type { MergeOrder } from "#core/merge/mergeRuns.ts";
import { parseField } from "#core/protocol/filter/fields.ts";

import type { SortKey } from "../view.ts";
import type { TableStore } from "./tableSource.ts";

/** The order of a list of several sources: what each of them is asked for, and how their answers are put together. */
export interface ListOrder {
  readonly fields: readonly [SortKey, ...SortKey[]];
  readonly merge: MergeOrder;
}

/** Of which source a run is, none of them knows; the newest runs come first where nothing else is said. */
export function listOrder(sort: readonly SortKey[], stores: readonly TableStore[]): ListOrder {
  const [first = { field: "created_at", order: "desc" as const }, ...others] = sort.filter(
    ({ field }) => field !== "source",
  );
  const then_by = others.flatMap(({ field: name, order }) => {
    const field = parseField(name);
    return field ? [{ field, order }] : [];
  });
  const after = sort.findIndex(({ field }) => field === "source");
  const order = sort[after]?.order;
  return {
    fields: [first, ...others],
    merge: {
      sort: first.field,
      order: first.order,
      then_by,
      ...(order && { source: { after, order, ids: idsByLabel(stores) } }),
    },
  };
}

/** Ids of stores as they are read: those of this machine first. */
export function idsByLabel(stores: readonly TableStore[]): string[] {
  const hostOf = ({ remote }: TableStore) => remote?.host ?? "";
  return stores
    .toSorted((a, b) => hostOf(a).localeCompare(hostOf(b)) || a.label.localeCompare(b.label))
    .map(({ id }) => id);
}
