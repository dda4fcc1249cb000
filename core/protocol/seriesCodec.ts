import { type ColumnTable, damagedAnswer, decodeTables, encodeTables } from "./columnCodec.ts";
import {
  type Series,
  type SeriesGroup,
  GroupHead,
  groupColumns,
  SeriesHead,
  seriesColumns,
} from "./metric.ts";

/** The binary form of `POST /api/v2/metrics/query`. */
export const seriesMediaType = "application/vnd.runicorn.series";

export function encodeSeries(series: readonly Series[]): Uint8Array {
  return encodeTables(
    "series",
    series.map((one) => toTable(one, seriesColumns)),
  );
}

export function decodeSeries(bytes: Uint8Array): Series[] {
  return decodeTables("series", SeriesHead, bytes).map((table) => fromTable(table, seriesColumns));
}

export function encodeGroups(groups: readonly SeriesGroup[]): Uint8Array {
  return encodeTables(
    "groups",
    groups.map((one) => toTable(one, groupColumns)),
  );
}

export function decodeGroups(bytes: Uint8Array): SeriesGroup[] {
  return decodeTables("groups", GroupHead, bytes).map((table) => fromTable(table, groupColumns));
}

type Columns<Name extends string> = Record<Name, Float64Array> & { smoothed?: Float64Array };

function toTable<Name extends string>(
  { smoothed, ...all }: Columns<Name>,
  names: readonly Name[],
): ColumnTable<object> {
  const isColumn = new Set<string>(names);
  const entries = Object.entries(all);
  const columns = names.map((name) => [name, all[name as keyof typeof all]] as const);
  return {
    head: Object.fromEntries(entries.filter(([name]) => !isColumn.has(name))),
    columns: { ...Object.fromEntries(columns), ...(smoothed && { smoothed }) },
  };
}

function fromTable<Head extends object, Name extends string>(
  { head, columns }: ColumnTable<Head>,
  names: readonly Name[],
): Head & Columns<Name> {
  const { smoothed } = columns;
  const found = names.map((name) => {
    const column = columns[name];
    if (!column) throw damagedAnswer();
    return [name, column] as const;
  });
  return {
    ...head,
    ...(Object.fromEntries(found) as Record<Name, Float64Array>),
    ...(smoothed && { smoothed }),
  };
}
