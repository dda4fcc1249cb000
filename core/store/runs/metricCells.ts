import { fromJsonNumber, toJsonNumber } from "#core/protocol/number.ts";
import type { MetricStats } from "#core/protocol/run.ts";
import { DamagedIndexError } from "#core/store/index/damagedIndexError.ts";

/** Statistics of one metric without its best value, which depends on what is said of it elsewhere. */
export type SeriesStats = Omit<MetricStats, "best">;

/** Numbers of one metric, in the order they are stored. */
const fields = ["count", "last", "min", "max", "mean"] as const;
const cellBytes = fields.length * 8;

/** Little-endian float64, metric by metric; NaN stands for null. A count of -1 says that there is no last value. */
export function encodeMetrics(metrics: readonly SeriesStats[]): Uint8Array {
  const bytes = Buffer.alloc(metrics.length * cellBytes);
  for (const [i, stats] of metrics.entries()) {
    for (const [j, field] of fields.entries()) {
      const value = field === "count" && stats.last === null ? -1 : stats[field];
      bytes.writeDoubleLE(value === null ? NaN : fromJsonNumber(value), i * cellBytes + j * 8);
    }
  }
  return bytes;
}

/** The numbers at `place`. */
export function decodeMetric(bytes: DataView, place: number): SeriesStats {
  const at = place * cellBytes;
  if (at + cellBytes > bytes.byteLength)
    throw new DamagedIndexError("a run's metrics are cut short");
  const value = (i: number) => bytes.getFloat64(at + i * 8, true);
  const finite = (i: number) => (Number.isFinite(value(i)) ? value(i) : null);
  return {
    count: Math.max(0, value(0)),
    last: value(0) < 0 ? null : toJsonNumber(value(1)),
    min: finite(2),
    max: finite(3),
    mean: finite(4),
  };
}
