import type { MetricInfo } from "#core/protocol/metric.ts";
import type { ChartMetric, ChartText } from "#webviews/shared/charts/board/chartMetric.ts";
import { formatNumber, formatStep } from "#webviews/shared/format.ts";

import { t } from "./texts.ts";

/** A run's metric as its chart shows it. */
export function chartedMetric(metric: MetricInfo): ChartMetric {
  const { key, count, last_at: at, nan, pos_inf: above, neg_inf: below } = metric;
  return {
    key,
    version: `${count}/${nan + above + below}/${at}`,
    definition: () => metric,
    describe: () => describe(metric),
  };
}

function describe(metric: MetricInfo): ChartText {
  const { last, min, max, last_step: step, count } = metric;
  const { nan, pos_inf: above, neg_inf: below } = metric;
  const text = (value: number | null): string => (value === null ? "–" : formatNumber(value));
  const notes: string[] = [];
  if (nan > 0) notes.push(`${formatStep(nan)} NaN`);
  if (above + below > 0) notes.push(t("{n} infinite", { n: above + below }));
  const said = {
    last: last === null ? t("none") : formatNumber(last),
    min: text(min),
    max: text(max),
    n: count,
  };
  return {
    last: last === null ? "–" : formatNumber(last),
    stats: t("min {min} · max {max}", said),
    summary:
      step === null
        ? t("last {last}, minimum {min}, maximum {max}, {n} point{n:|s}", said)
        : t("last {last} at step {step}, minimum {min}, maximum {max}, {n} point{n:|s}", {
            ...said,
            step: formatStep(step),
          }),
    notes,
  };
}
