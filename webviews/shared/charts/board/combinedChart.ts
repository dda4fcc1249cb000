import { t } from "#webviews/shared/charts/texts.ts";

import { metricFilter } from "./metricGroups.ts";

/** A chart of several metrics, as the reader made it: also of those that come later, or in other runs. */
export interface CombinedChart {
  readonly id: string;
  /** As the reader named it; empty where it is called by its pattern. */
  readonly name: string;
  /** A filter for metric names, as in the field above the charts … */
  readonly pattern: string;
  /** … and metrics drawn besides those that match, or not drawn though they do. */
  readonly also: readonly string[];
  readonly without: readonly string[];
}

/** Metrics drawn in one chart at most. */
export const mostCombined = 20;

export function titleOf({ name, pattern }: Pick<CombinedChart, "name" | "pattern">): string {
  return name.trim() || (pattern === "." ? t("Combined") : pattern);
}

/** Which of these metrics it draws: those that match as they come, then those that were added. */
export function membersOf(
  { pattern, also, without }: CombinedChart,
  keys: readonly string[],
): string[] {
  const there = new Set(keys);
  const added = also.filter((key) => there.has(key)).slice(0, mostCombined);
  const left = new Set([...without, ...added]);
  const matches = metricFilter(pattern);
  const matching = keys.filter((key) => matches(key) && !left.has(key));
  return [...matching.slice(0, mostCombined - added.length), ...added];
}

/** The same with one more metric, or without it. */
export function withMetric(chart: CombinedChart, key: string, isDrawn: boolean): CombinedChart {
  const also = chart.also.filter((other) => other !== key);
  const without = chart.without.filter((other) => other !== key);
  if (isDrawn) return { ...chart, also: [...also, key], without };
  const matches = metricFilter(chart.pattern)(key);
  return { ...chart, also, without: matches ? [...without, key] : without };
}
