import type { MetricDefinition } from "#core/protocol/metric.ts";

/** A metric that has a chart, or several that share one. */
export interface ChartMetric {
  readonly key: string;
  /** The metrics drawn; without it, the one of this key. */
  readonly keys?: readonly string[];
  /** What the chart is called; without it, by its key. */
  readonly title?: string;
  /** How runs want it shown, where they say so. */
  readonly definition?: () => MetricDefinition;
  /** Another text where there are other points to be drawn. */
  readonly version: string;
  /** Asked for when the version is another one, or the axis: as in a query. */
  describe(axis: string): ChartText;
}

/** What is said of a metric beside its plot. */
export interface ChartText {
  /** At the right of the name. */
  readonly last: string;
  readonly stats: string;
  /** For those who do not see the plot, after the name. */
  readonly summary: string;
  /** What of it cannot be seen in a line. */
  readonly notes: readonly string[];
}
