import { type Aggregate } from "#core/protocol/filter/filter.ts";
import type { Run } from "#core/protocol/run.ts";

import { configOf, type DetailRow } from "./detailTable.ts";
import type { FieldColumn } from "./fieldColumn.ts";
import { fieldName, toFieldValue } from "./fieldValue.ts";
import { decodeMetric } from "./metricCells.ts";
import { withBest } from "./metricModes.ts";
import { type MetricRow, parseMetricName } from "./metricTable.ts";
import type { LoadedColumn } from "./runColumns.ts";
import type { RunRows } from "./runRows.ts";
import type { RunSlots } from "./runSlots.ts";
import { type SearchText, searchText } from "./searchText.ts";

/** Rows read between two chances for others to run. */
const rowsPerStep = 1000;

/** Fills columns from the rows of all runs, and the text words are looked for in. Throws `DamagedIndexError`. */
export function* loadColumns(
  rows: RunRows,
  slots: RunSlots,
  wanted: readonly LoadedColumn[],
  search: SearchText | undefined,
): Generator<void> {
  const ofKind = (...of: string[]) => wanted.filter(({ field }) => of.includes(field.kind));
  const ofDetail = ofKind("config", "summary");
  if (ofDetail.length > 0) {
    yield* scan(slots, (after) => rows.details.page(after, rowsPerStep), detailReader(ofDetail));
    rows.checkWhole("detail");
  }
  const ofMetrics = ofKind("metric");
  if (ofMetrics.length > 0) {
    yield* scan(
      slots,
      (after) => rows.metrics.page(after, rowsPerStep),
      metricReader(rows, ofMetrics),
    );
    rows.checkWhole("metric");
  }
  const notes = ofKind("run")[0]?.column;
  if (!notes && !search) return;
  const listRows = (after: number) =>
    rows.listRows(after, rowsPerStep).map((row) => ({ ...row, run: row.id }));
  yield* scan(slots, listRows, (slot, { id, doc }) => {
    const run = JSON.parse(doc) as Run;
    notes?.set(slot, run.notes ?? undefined);
    if (!search) return;
    const detail = rows.details.get(id);
    if (detail) search.set(slot, searchText(run, configOf(detail)));
  });
}

type Reader<Row> = (slot: number, row: Row) => void;

function* scan<Row extends { readonly run: number }>(
  slots: RunSlots,
  page: (after: number) => Row[],
  read: Reader<Row>,
): Generator<void> {
  let after = 0;
  for (;;) {
    const rows = page(after);
    for (const row of rows) {
      after = row.run;
      const slot = slots.slotOfRow(after);
      if (slot !== undefined) read(slot, row);
    }
    if (rows.length < rowsPerStep) return;
    yield;
  }
}

/** Where the values for columns stand in rows of one layout. */
type Places = readonly (readonly [place: number, column: FieldColumn, aggregate?: Aggregate])[];

function detailReader(wanted: readonly LoadedColumn[]): Reader<DetailRow> {
  const placesOf = new Map<readonly string[], Places>();
  return (slot, { names, cells }) => {
    let places = placesOf.get(names);
    if (!places) {
      places = wanted
        .map(({ field, column }) => [names.indexOf(fieldName(field)), column] as const)
        .filter(([place]) => place !== -1);
      placesOf.set(names, places);
    }
    if (places.length === 0) return;
    const values = JSON.parse(cells) as unknown[];
    for (const [place, column] of places) column.set(slot, toFieldValue(values[place]));
  };
}

function metricReader(rows: RunRows, wanted: readonly LoadedColumn[]): Reader<MetricRow> {
  const placesOf = new Map<number, ((slot: number, cells: DataView) => void)[]>();
  return (slot, { layout, cells }) => {
    let places = placesOf.get(layout);
    if (!places) {
      const names = rows.layouts.namesOf(layout).map(parseMetricName);
      places = wanted.flatMap(({ field, column }) => {
        if (field.kind !== "metric") return [];
        const place = names.findIndex(([key]) => key === field.key);
        const mode = names[place]?.[1];
        if (place === -1) return [];
        return (slot: number, cells: DataView) => {
          const value = withBest(decodeMetric(cells, place), mode)[field.aggregate];
          column.set(slot, typeof value === "number" ? value : undefined);
        };
      });
      placesOf.set(layout, places);
    }
    const view = new DataView(cells.buffer, cells.byteOffset, cells.byteLength);
    for (const read of places) read(slot, view);
  };
}
