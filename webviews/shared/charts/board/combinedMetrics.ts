import { t } from "#webviews/shared/charts/texts.ts";

import type { ChartMetric } from "./chartMetric.ts";
import type { CombinedChart } from "./chartsUi.ts";
import { metricFilter } from "./metricGroups.ts";

/** Metrics drawn in one chart at most. */
const mostMetrics = 20;

/** The charts of several metrics, by their id; those whose pattern matches none are left out. */
export function combinedMetrics(
  charts: readonly CombinedChart[],
  metrics: readonly ChartMetric[],
): Map<string, ChartMetric> {
  const found = new Map<string, ChartMetric>();
  for (const { id, pattern } of charts) {
    const matches = metricFilter(pattern);
    const members = metrics.filter(({ key }) => matches(key)).slice(0, mostMetrics);
    if (members.length === 0) continue;
    const keys = members.map(({ key }) => key);
    const n = keys.length;
    found.set(id, {
      key: id,
      keys,
      title: pattern === "." ? t("Combined") : pattern,
      version: JSON.stringify(members.map(({ version }) => version)),
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
