import type { MetricInfo } from "#core/protocol/metric.ts";
import type { RunDetail } from "#core/protocol/run.ts";
import { flatten } from "#webviews/shared/flatten.ts";

/** How far a run is, and how long it still takes. */
export interface TimeLeft {
  /** 0 to 1. */
  readonly done: number;
  /** Seconds. */
  readonly left: number;
}

const totals = [
  { names: /^(?:max|total|num|n)?_?(?:train(?:ing)?_)?(?:steps|iters|iterations)$/iu, of: "step" },
  { names: /^(?:max|total|num|n)?_?(?:train(?:ing)?_)?epochs?$/iu, of: "epoch" },
] as const;

/**
 * What is left of a run, if it goes on as fast as so far: from a total in its config such as `max_steps` or `epochs`, and from
 * the step or the metric `epoch` it has reached. Null where it names none.
 */
export function timeLeft(
  run: RunDetail,
  metrics: readonly MetricInfo[],
  now: number,
): TimeLeft | null {
  if (run.status !== "running") return null;
  const began = run.started_at ?? run.created_at;
  for (const { names, of } of totals) {
    const total = totalOf(run, names);
    const reached = of === "step" ? lastStep(metrics) : lastEpoch(metrics);
    if (total === null || reached === null || reached.value <= 0) continue;
    const done = Math.min(1, reached.value / total);
    // Until the newest point, not until now: a run that stands still does not get slower by the second.
    const took = Math.max(0, (reached.at ?? now) - began);
    if (took > 0) return { done, left: (took / done) * (1 - done) };
  }
  return null;
}

function totalOf(run: RunDetail, names: RegExp): number | null {
  for (const { path, value } of flatten(run.config, 5000)) {
    const total = Number(value);
    if (names.test(path.split(".").at(-1) ?? "") && total > 0 && Number.isFinite(total)) {
      return total;
    }
  }
  return null;
}

function lastStep(metrics: readonly MetricInfo[]): { value: number; at: number | null } | null {
  const newest = metrics.toSorted((a, b) => (b.last_step ?? -1) - (a.last_step ?? -1))[0];
  return newest?.last_step === undefined || newest.last_step === null
    ? null
    : { value: newest.last_step, at: newest.last_at };
}

function lastEpoch(metrics: readonly MetricInfo[]): { value: number; at: number | null } | null {
  const metric = metrics.find(({ key }) => key === "epoch" || key.endsWith("/epoch"));
  const value = Number(metric?.last ?? NaN);
  return metric && Number.isFinite(value) ? { value, at: metric.last_at } : null;
}
