import type { MetricInfo } from "#core/protocol/metric.ts";
import type { EventFile } from "#core/store/files/eventFiles.ts";

import type { MetricSeries } from "./runSeries.ts";

/** What is said of a metric in a list. `scale`: how many times as many points there are as in the series. */
export function toMetricInfo(file: EventFile, series: MetricSeries, scale = 1): MetricInfo {
  const { key, axis, stats } = series;
  const { count, ...values } = stats.toMetricStats();
  const scaled = (points: number) => Math.round(points * scale);
  return {
    key,
    rank: file.rank,
    source: file.source,
    ...values,
    count: scaled(count),
    first_step: axis.firstStep,
    last_step: axis.lastStep,
    first_at: axis.firstTime,
    last_at: axis.lastTime,
    nan: scaled(stats.nan),
    pos_inf: scaled(stats.posInf),
    neg_inf: scaled(stats.negInf),
  };
}
