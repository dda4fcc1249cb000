import type { ChartView } from "#webviews/shared/charts/plot/chartView.ts";

const columns = [
  "x_first",
  "x_last",
  "mean",
  "min",
  "max",
  "count",
  "nan",
  "pos_inf",
  "neg_inf",
] as const;

/** What a chart shows as comma-separated values: one row for each bucket of each line. */
export function chartCsv({ lines }: ChartView): string {
  const hasSmoothed = lines.some(({ curve }) => curve.smoothed);
  const rows = [["metric", "line", ...columns, ...(hasSmoothed ? ["smoothed"] : [])].join(",")];
  for (const { metric, look, curve } of lines) {
    const { series } = curve;
    const names = [cell(metric), cell(look.label)];
    for (let i = 0; i < series.x_first.length; i++) {
      const values = columns.map((column) => number(series[column][i] ?? NaN));
      const smoothed = hasSmoothed ? [number(curve.smoothed?.[i]?.y ?? NaN)] : [];
      rows.push([...names, ...values, ...smoothed].join(","));
    }
  }
  return rows.join("\r\n") + "\r\n";
}

function number(value: number): string {
  return Number.isNaN(value) ? "" : String(value);
}

/** Quoted; what a spreadsheet would run as a formula is text. */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return `"${plain.replaceAll('"', '""')}"`;
}
