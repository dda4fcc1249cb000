import { Column } from "./column.ts";
import { ColumnReader } from "./columnReader.ts";
import { orderRows } from "./rowOrder.ts";
import type { MetricSeries } from "./runSeries.ts";
import type { Steps } from "./steps.ts";

/** Rows looked at between two turns of others. */
const rowsPerStep = 1 << 16;

/**
 * For each row of `y` the value that `x` has at the same step, NaN where it has none. Where a step occurs more than once,
 * the first is the first's, and so on; what is left over gets the last.
 */
export function* joinByStep(x: MetricSeries, y: MetricSeries): Steps<Column> {
  const rows = y.values.length;
  const places = yield* readRows(x.axis.steps, x.values.length);
  const values = yield* readRows(x.values, x.values.length);
  const wanted = yield* readRows(y.axis.steps, rows);
  const order = x.axis.isStepSorted ? undefined : yield* orderRows(places);
  const wantedOrder = y.axis.isStepSorted ? undefined : yield* orderRows(wanted);
  const stepOf = (i: number): number => places[order?.[i] ?? i] ?? NaN;

  const joined = new Float64Array(rows).fill(NaN);
  let next = 0;
  let last = NaN;
  for (let i = 0; i < rows; i++) {
    const row = wantedOrder?.[i] ?? i;
    const step = wanted[row] ?? NaN;
    while (next < places.length && stepOf(next) < step) next++;
    const isSame = i > 0 && step === wanted[wantedOrder?.[i - 1] ?? i - 1];
    if (next < places.length && stepOf(next) === step) {
      last = values[order?.[next] ?? next] ?? NaN;
      next++;
    } else if (!isSame) {
      last = NaN;
    }
    joined[row] = last;
    if (i % rowsPerStep === 0) yield;
  }
  return yield* toColumn(joined);
}

function* readRows(column: Column, rows: number): Steps<Float64Array> {
  const all = new Float64Array(rows);
  let reader = new ColumnReader(column);
  let pause = rowsPerStep;
  for (let row = 0; row < rows;) {
    const { values, start } = reader.rowsAround(row);
    const part = values.subarray(0, rows - start);
    all.set(part, start);
    row = start + part.length;
    if (row < pause) continue;
    pause += rowsPerStep;
    if (yield) reader = new ColumnReader(column);
  }
  return all;
}

/** A column that is in no database. */
function* toColumn(values: Float64Array): Steps<Column> {
  const column = new Column(0, { read: () => undefined });
  for (let row = 0; row < values.length; row += rowsPerStep) {
    const part = values.subarray(row, row + rowsPerStep);
    column.appendRows(part, part.length);
    yield;
  }
  return column;
}
