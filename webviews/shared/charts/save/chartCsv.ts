import { stageAt } from "#webviews/shared/charts/data/stageMarks.ts";
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
  const hasStages = lines.some(({ stages }) => stages.length > 0);
  const more = [...(hasSmoothed ? ["smoothed"] : []), ...(hasStages ? ["stage"] : [])];
  const rows = [["metric", "line", ...columns, ...more].join(",")];
  for (const { metric, look, curve, stages } of lines) {
    const { series } = curve;
    const names = [cell(metric), cell(look.label)];
    for (let i = 0; i < series.x_first.length; i++) {
      const values = columns.map((column) => number(series[column][i] ?? NaN));
      const smoothed = hasSmoothed ? [number(curve.smoothed?.[i] ?? NaN)] : [];
      const stage = hasStages ? [cell(stageAt(stages, series.x_first[i] ?? NaN) ?? "")] : [];
      rows.push([...names, ...values, ...smoothed, ...stage].join(","));
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
