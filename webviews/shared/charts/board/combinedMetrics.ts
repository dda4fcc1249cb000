import { t } from "#webviews/shared/charts/texts.ts";

import type { ChartMetric } from "./chartMetric.ts";
import { type CombinedChart, membersOf, titleOf } from "./combinedChart.ts";

/** The charts of several metrics, by their id; those of which no metric is there are left out. */
export function combinedMetrics(
  charts: readonly CombinedChart[],
  metrics: readonly ChartMetric[],
): Map<string, ChartMetric> {
  const all = metrics.map(({ key }) => key);
  const versions = new Map(metrics.map(({ key, version }) => [key, version]));
  const found = new Map<string, ChartMetric>();
  for (const chart of charts) {
    const keys = membersOf(chart, all);
    const n = keys.length;
    if (n === 0) continue;
    found.set(chart.id, {
      key: chart.id,
      keys,
      title: titleOf(chart),
      version: JSON.stringify(keys.map((key) => [key, versions.get(key)])),
      describe: () => ({
        last: "",
        stats: t("{n} metric{n:|s}", { n }),
        summary: keys.slice(0, 10).join(", "),
        notes: [],
      }),
    });
  }
  return found;
}
