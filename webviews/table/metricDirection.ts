import { betterDirection } from "#webviews/shared/betterDirection.ts";

import type { TableRow } from "./messages.ts";

/** Whether more of a metric is better (1) or less (-1), as the runs listed say, else as its name is usually meant. */
export function metricDirection(metric: string, rows: readonly TableRow[]): -1 | 0 | 1 {
  const ranges = rows.map(({ run: { metrics = {} } }) =>
    Object.hasOwn(metrics, metric) ? metrics[metric] : undefined,
  );
  return betterDirection(metric, ranges);
}
