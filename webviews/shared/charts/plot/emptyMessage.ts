import { t } from "#webviews/shared/charts/texts.ts";

import type { ChartView } from "./chartView.ts";

/** What to say in a chart in which no line can be seen; null where one can. */
export function emptyMessage({ lines }: ChartView, isZoomed: boolean): string | null {
  if (lines.length === 0) return t("No run of this chart is shown");
  if (lines.every(({ curve }) => curve.series.x_first.length === 0)) {
    return isZoomed ? t("No points in this range") : t("No points yet");
  }
  if (lines.some(({ curve }) => curve.y.some((y) => !Number.isNaN(y)))) return null;
  return lines.some(({ curve }) => curve.dropped)
    ? t("A log scale shows only values above 0")
    : t("No finite values");
}
