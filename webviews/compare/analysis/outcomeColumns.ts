import type { JsonNumber } from "#core/protocol/number.ts";
import type { Run } from "#core/protocol/run.ts";
import { betterDirection } from "#webviews/shared/betterDirection.ts";
import { flatten } from "#webviews/shared/flatten.ts";
import { formatNumber } from "#webviews/shared/format.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { RunMetric, RunValues } from "../messages.ts";
import type { Direction } from "../values/delta.ts";
import { durationColumn } from "./durationColumn.ts";
import { keyMetricOf } from "./keyMetricOf.ts";
import { plainValue, type RunColumn } from "./runColumn.ts";
import { t } from "./texts.ts";

/** What is known of a run. */
export interface KnownRun {
  readonly ref: string;
  readonly run: Run | null;
  readonly values: RunValues | undefined;
  readonly metrics: ReadonlyMap<string, RunMetric>;
}

/** The primary metric's best, which that metric has among its own. */
const bestValue = "best_metric_value";

/** As many metrics, and as many parts of summaries, are offered. */
const mostKeys = 100;

/**
 * What came out, that which the runs care for most first: of each metric its best, last, least and greatest value; then what
 * their summaries hold and how long they took.
 */
export function outcomeColumns(runs: readonly KnownRun[]): RunColumn[] {
  const keys = new Set(runs.flatMap(({ metrics }) => [...metrics.keys()]));
  const first = keyMetricOf(runs);
  const ordered = first !== null && keys.delete(first) ? [first, ...keys] : [...keys];
  const duration = durationColumn(runs);
  return [
    ...ordered.slice(0, mostKeys).flatMap((key) => metricColumns(key, runs)),
    ...summaryColumns(runs),
    ...(duration.values.size > 0 ? [duration] : []),
  ];
}

/** Where nobody says which values are best, the last one comes first, as in the list of runs. */
function metricColumns(key: string, runs: readonly KnownRun[]): RunColumn[] {
  const all = runs.map(({ metrics }) => metrics.get(key));
  const better = betterDirection(key, all);
  const isSaid = all.some((metric) => typeof metric?.best === "number");
  // What one run says of a metric goes for the others.
  const bestOf = ({ best, min, max }: RunMetric): number | null => best ?? (better < 0 ? min : max);
  const name = showControls(key);
  const readings: [id: string, label: string, of: (metric: RunMetric) => JsonNumber | null][] = [
    ["last", t("{name} (last)", { name }), ({ last }) => last],
    ["min", t("{name} (min)", { name }), ({ min }) => min],
    ["max", t("{name} (max)", { name }), ({ max }) => max],
  ];
  if (isSaid && better !== 0) readings.unshift(["best", t("{name} (best)", { name }), bestOf]);
  return readings
    .map(([id, label, of]) => {
      const found = runs.flatMap(({ ref, metrics }): Reading[] => {
        const metric = metrics.get(key);
        const { last = null } = metric ?? {};
        // What has no finite value at all ends in one that is not, too.
        return metric && last !== null ? [[ref, of(metric) ?? last]] : [];
      });
      return numbers(`metrics.${key}.${id}`, label, found, better);
    })
    .filter(({ values }) => values.size > 0);
}

function summaryColumns(runs: readonly KnownRun[]): RunColumn[] {
  const found = new Map<string, Reading[]>();
  for (const { ref, values } of runs) {
    for (const { path, value } of flatten(values?.summary ?? {})) {
      if (path === bestValue) continue;
      found.set(path, [...(found.get(path) ?? []), [ref, plainValue(value)]]);
    }
  }
  return [...found]
    .map(([path, readings]) =>
      numbers(
        `summary.${path}`,
        t("{name} (summary)", { name: showControls(path) }),
        readings,
        betterDirection(path, []),
      ),
    )
    .filter(({ values }) => values.size > 0)
    .slice(0, mostKeys);
}

type Reading = [ref: string, value: number | string];

/** A column of numbers: what is none, or not finite, is the reason why a run has none. */
function numbers(
  id: string,
  label: string,
  readings: readonly Reading[],
  better: Direction,
): RunColumn {
  const values = new Map<string, number>();
  const reasons = new Map<string, string>();
  for (const [ref, value] of readings) {
    if (typeof value === "number" && Number.isFinite(value)) values.set(ref, value);
    else reasons.set(ref, isNumeral(value) ? formatNumber(value) : t("not a number"));
  }
  return { id, label, values, reasons, better };
}

/** NaN or infinite, as JSON says it. */
function isNumeral(value: number | string): value is JsonNumber {
  return typeof value === "number" || ["NaN", "Infinity", "-Infinity"].includes(value);
}
