import type { SeriesColumn } from "#core/protocol/metric.ts";
import { seriesColumns } from "#core/protocol/metric.ts";

import type { Summary } from "./summary.ts";

/** Points that lie side by side on x. `y.first` and `y.last` are the values at its ends. */
export interface Bucket {
  readonly xFirst: number;
  readonly xLast: number;
  readonly y: Summary;
}

export function toColumns(buckets: readonly Bucket[]): Record<SeriesColumn, Float64Array> {
  const columns = Object.fromEntries(
    seriesColumns.map((name) => [name, new Float64Array(buckets.length)]),
  ) as Record<SeriesColumn, Float64Array>;
  // A plain loop: Float64Array.from would take longer than all the reading.
  for (let i = 0; i < buckets.length; i++) {
    const bucket = buckets[i];
    if (!bucket) continue;
    const { xFirst, xLast, y } = bucket;
    columns.x_first[i] = xFirst;
    columns.x_last[i] = xLast;
    columns.min[i] = y.finite > 0 ? y.min : NaN;
    columns.max[i] = y.finite > 0 ? y.max : NaN;
    columns.mean[i] = meanOf(y);
    columns.first[i] = y.first;
    columns.last[i] = y.last;
    columns.count[i] = y.finite;
    columns.nan[i] = y.nan;
    columns.pos_inf[i] = y.posInf;
    columns.neg_inf[i] = y.negInf;
  }
  return columns;
}

/** NaN where there is no finite value. A sum may overflow where no value does: then a value in the middle of them. */
export function meanOf({ finite, sum, min, max }: Summary): number {
  if (finite === 0) return NaN;
  return Number.isFinite(sum) ? sum / finite : min / 2 + max / 2;
}
