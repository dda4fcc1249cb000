import type { RunRecord } from "../runRecord.ts";
import { attempt, words } from "./attempt.ts";

/** How a metric is to be shown. */
export interface MetricDefinition {
  /** Which of its values is best. */
  readonly mode?: "max" | "min";
  /** The metric it is drawn over. */
  readonly x?: string;
  readonly unit?: string;
  readonly description?: string;
}

/** Says how a metric, or all that match a glob such as `train/*`, is to be read. Never throws. */
export function defineMetric(
  record: RunRecord,
  key: string,
  definition: MetricDefinition = {},
): void {
  attempt(record, "defineMetric", key, (tell) => {
    const mode = words(definition.mode, 40);
    const isKnown = mode === "min" || mode === "max";
    if (!isKnown && mode !== null) tell("mode", `mode is "min" or "max", not '${mode}'`);
    record.event("define_metric", {
      key: words(key),
      mode: isKnown ? mode : null,
      x: words(definition.x),
      unit: words(definition.unit),
      description: words(definition.description),
    });
    return "";
  });
}
