import type { SeriesColumn } from "#core/protocol/metric.ts";
import { seriesColumns } from "#core/protocol/metric.ts";
import type { Summary } from "#core/store/runs/summary.ts";

/** Points that lie side by side on x. `y.first` and `y.last` are the values at its ends. */
export interface Bucket {
  readonly xFirst: number;
  readonly xLast: number;
  readonly y: Summary;
}

export function toColumns(buckets: readonly Bucket[]): Record<SeriesColumn, Float64Array> {
  const values: Record<SeriesColumn, (bucket: Bucket) => number> = {
    x_first: ({ xFirst }) => xFirst,
    x_last: ({ xLast }) => xLast,
    min: ({ y }) => (y.finite > 0 ? y.min : NaN),
    max: ({ y }) => (y.finite > 0 ? y.max : NaN),
    mean: ({ y }) => meanOf(y),
    first: ({ y }) => y.first,
    last: ({ y }) => y.last,
    count: ({ y }) => y.finite,
    nan: ({ y }) => y.nan,
    pos_inf: ({ y }) => y.posInf,
    neg_inf: ({ y }) => y.negInf,
  };
  return Object.fromEntries(
    seriesColumns.map((name) => [name, Float64Array.from(buckets, values[name])]),
  ) as Record<SeriesColumn, Float64Array>;
}

/** NaN where there is no finite value. A sum may overflow where no value does: then a value in the middle of them. */
export function meanOf({ finite, sum, min, max }: Summary): number {
  if (finite === 0) return NaN;
  return Number.isFinite(sum) ? sum / finite : min / 2 + max / 2;
}
