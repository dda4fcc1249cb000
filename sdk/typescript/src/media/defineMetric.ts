import type { RunRecord } from "../runRecord.ts";

/** How a metric is to be shown. */
export interface MetricDefinition {
  /** Which of its values is best. */
  readonly mode?: "max" | "min";
  /** The metric it is drawn over. */
  readonly x?: string;
  readonly unit?: string;
  readonly description?: string;
}

export function defineMetric(
  _record: RunRecord,
  _key: string,
  _definition: MetricDefinition | undefined,
): void {}
