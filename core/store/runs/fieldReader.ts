import type { FilterField } from "#core/protocol/filter/filter.ts";

import { durationOf } from "./durations.ts";
import { type FieldColumn, type FieldValue, kinds } from "./fieldColumn.ts";
import type { RunIndex } from "./runIndex.ts";

/** The column of a field of which a run has one value that does not depend on the time; undefined for others. */
export function singleColumn({ columns }: RunIndex, field: FilterField): FieldColumn | undefined {
  const isOther = field.kind === "run" && (field.name === "tag" || field.name === "duration");
  return isOther ? undefined : columns.column(field);
}

/** What the run in a slot has in a field: no value, one, or several tags. `now` is Unix seconds. */
export function fieldReader(
  { columns }: RunIndex,
  field: FilterField,
  now: number,
): (slot: number) => readonly FieldValue[] {
  if (field.kind === "run" && field.name === "tag") {
    return (slot) => [...new Set(columns.own.tagsOf(slot))];
  }
  if (field.kind === "run" && field.name === "duration") {
    return (slot) => [durationOf(columns.own, slot, now)];
  }
  const column = columns.column(field);
  return (slot) => {
    const value = column.get(slot);
    return value === undefined ? [] : [value];
  };
}

/** A number, or what a boolean is as one. */
export function toNumber(value: FieldValue): number | undefined {
  return typeof value === "string" ? undefined : Number(value);
}

/** The number a run has in a field. */
export function numberReader(
  index: RunIndex,
  field: FilterField,
  now: number,
): (slot: number) => number | undefined {
  const column = singleColumn(index, field);
  if (column) {
    return (slot) => {
      const kind = column.kinds[slot];
      return kind === kinds.number || kind === kinds.boolean ? column.numbers[slot] : undefined;
    };
  }
  const read = fieldReader(index, field, now);
  return (slot) => read(slot).map(toNumber)[0];
}

/** Numbers first, then false and true, then texts. */
export function compareFieldValues(a: FieldValue, b: FieldValue): number {
  const types = ["number", "boolean", "string"];
  const byType = types.indexOf(typeof a) - types.indexOf(typeof b);
  if (byType !== 0) return byType;
  return a < b ? -1 : a > b ? 1 : 0;
}
