import type { SummaryFile } from "#core/protocol/format.ts";
import { toJsonNumber } from "#core/protocol/number.ts";
import type { KeyMetric, MetricStats } from "#core/protocol/run.ts";

import type { RunExtra } from "./runRecord.ts";

/** Names people give to what they care for most, best first. */
const wellKnown = [
  "val_acc",
  "val/acc",
  "val_accuracy",
  "val/accuracy",
  "test_acc",
  "test/acc",
  "test_accuracy",
  "accuracy",
  "acc",
  "val_loss",
  "val/loss",
  "test_loss",
  "loss",
  "train/loss",
  "train_loss",
];

/** The run's primary metric at its best, where the run names one. */
export function bestMetric(summary: SummaryFile | undefined): KeyMetric | null {
  const key = summary?.best_metric_name ?? undefined;
  const value = summary?.best_metric_value ?? undefined;
  if (key === undefined || value === undefined) return null;
  return { key, value: toJsonNumber(value), aggregate: "best" };
}

/** The run's primary metric, where it says whether a high or a low value is best. */
export function primaryMetric(summary: SummaryFile | undefined): RunExtra["primary"] {
  const key = summary?.best_metric_name ?? undefined;
  const mode = summary?.best_metric_mode ?? undefined;
  return key === undefined || mode === undefined ? null : { key, mode };
}

/** The last value of the best-known metric among those logged, else of the first. */
export function lastMetric(
  metrics: Readonly<Record<string, Pick<MetricStats, "last">>>,
): KeyMetric | null {
  const key = wellKnown.find((name) => Object.hasOwn(metrics, name)) ?? Object.keys(metrics)[0];
  const value = key === undefined ? null : (metrics[key]?.last ?? null);
  return key === undefined || value === null ? null : { key, value, aggregate: "last" };
}
