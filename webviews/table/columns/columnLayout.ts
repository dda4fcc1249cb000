import { type ViewColumn, widths } from "../view.ts";

/** Pinned columns first, each kind in its order: as they are shown. */
export function shownOrder<T extends { readonly isPinned: boolean }>(columns: readonly T[]): T[] {
  return [...columns.filter(({ isPinned }) => isPinned), ...columns.filter((c) => !c.isPinned)];
}

/** Where each column begins, in pixels. */
export function leftEdges(columns: readonly { readonly width: number }[], first: number): number[] {
  let left = first;
  return columns.map(({ width }) => {
    const start = left;
    left += width;
    return start;
  });
}

/** With a column put before or behind another. It takes on whether that one is pinned: it lies among its like. */
export function movedColumn(
  columns: readonly ViewColumn[],
  field: string,
  to: string,
  side: "before" | "behind",
): readonly ViewColumn[] {
  const moved = columns.find((column) => column.field === field);
  const target = columns.find((column) => column.field === to);
  if (!moved || !target || moved === target) return columns;
  const others = columns.filter((column) => column !== moved);
  const at = others.indexOf(target) + (side === "before" ? 0 : 1);
  const { pinned: _, ...rest } = moved;
  return others.toSpliced(at, 0, target.pinned === true ? { ...rest, pinned: true } : rest);
}

/** A step to the left or the right among the columns as they are shown. */
export function steppedColumn(
  columns: readonly ViewColumn[],
  field: string,
  step: -1 | 1,
): readonly ViewColumn[] {
  const shown = shownOrder(
    columns.map((column) => ({ ...column, isPinned: column.pinned === true })),
  );
  const at = shown.findIndex((column) => column.field === field);
  const other = shown[at + step];
  if (at < 0 || !other) return columns;
  return movedColumn(columns, field, other.field, step < 0 ? "before" : "behind");
}

export function resizedColumn(
  columns: readonly ViewColumn[],
  field: string,
  width: number,
): readonly ViewColumn[] {
  const fitting = Math.round(Math.min(widths.most, Math.max(widths.least, width)));
  return columns.map((column) => (column.field === field ? { ...column, width: fitting } : column));
}

export function pinnedColumn(
  columns: readonly ViewColumn[],
  field: string,
  isPinned: boolean,
): readonly ViewColumn[] {
  return columns.map((column) => {
    if (column.field !== field) return column;
    const { pinned: _, ...rest } = column;
    return isPinned ? { ...rest, pinned: true } : rest;
  });
}

/** Shown at the end, or not at all. */
export function toggledColumn(
  columns: readonly ViewColumn[],
  field: string,
): readonly ViewColumn[] {
  const others = columns.filter((column) => column.field !== field);
  return others.length < columns.length ? others : [...columns, { field }];
}
