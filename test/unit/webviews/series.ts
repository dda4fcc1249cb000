import { type Series, seriesColumns } from "#core/protocol/metric.ts";

/** A series with one bucket per list of values; bucket `i` covers the steps from `i * 10` on. */
export function bucketed(...buckets: readonly (readonly number[])[]): Series {
  const series = { run: "r", key: "k", total: buckets.flat().length } as Series;
  const rows = buckets.map((values, i) => {
    const finite = values.filter((v) => Number.isFinite(v));
    const sum = finite.reduce((a, b) => a + b, 0);
    return {
      x_first: i * 10,
      x_last: i * 10 + values.length - 1,
      min: finite.length > 0 ? Math.min(...finite) : NaN,
      max: finite.length > 0 ? Math.max(...finite) : NaN,
      mean: sum / finite.length,
      first: values[0] ?? NaN,
      last: values.at(-1) ?? NaN,
      count: finite.length,
      nan: values.filter((v) => Number.isNaN(v)).length,
      pos_inf: values.filter((v) => v === Infinity).length,
      neg_inf: values.filter((v) => v === -Infinity).length,
    };
  });
  for (const column of seriesColumns)
    series[column] = Float64Array.from(rows, (row) => row[column]);
  return series;
}
