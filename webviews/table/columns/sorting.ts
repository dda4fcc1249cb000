import type { SortKey } from "../view.ts";

type Order = SortKey["order"];

/** Another way to sort by a field: the first time as is usual for it, then the other way round, then not at all. */
export function nextSort(
  sort: readonly SortKey[],
  field: string,
  usual: Order,
  isMore: boolean,
): readonly SortKey[] {
  const known = sort.find((key) => key.field === field);
  const other: Order = usual === "asc" ? "desc" : "asc";
  const order = known === undefined ? usual : known.order === usual ? other : undefined;
  return sortedBy(sort, field, order, isMore);
}

/** Sorted by a field: alone, or where `isMore` in the place it has among the others. Undefined: not by this one. */
export function sortedBy(
  sort: readonly SortKey[],
  field: string,
  order: Order | undefined,
  isMore: boolean,
): readonly SortKey[] {
  const others = sort.filter((key) => key.field !== field);
  if (order === undefined) return isMore ? others : [];
  if (!isMore) return [{ field, order }];
  if (others.length === sort.length) return [...sort, { field, order }];
  return sort.map((key) => (key.field === field ? { field, order } : key));
}
