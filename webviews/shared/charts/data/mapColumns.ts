import type { Series } from "#core/protocol/metric.ts";

/** The same series with each of its columns made anew. */
export function mapColumns(
  series: Series,
  make: (column: Float64Array, name: keyof Series) => Float64Array,
): Series {
  const entries = Object.entries(series).map(([name, value]) => [
    name,
    value instanceof Float64Array ? make(value, name as keyof Series) : value,
  ]);
  return Object.fromEntries(entries) as Series;
}
