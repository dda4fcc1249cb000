import type { MetricInfo } from "./metric.ts";
import type { RunDetail } from "./run.ts";

/** How far a run is, and how long it still takes. */
export interface TimeLeft {
  /** 0 to 1. */
  readonly done: number;
  /** Seconds. */
  readonly left: number;
  /** What the bar in the log that says so is of, which need not be all of the run; null where the config says so. */
  readonly bar: string | null;
}

/** A progress bar, as a line of a log has it. */
export interface ProgressBar {
  /** What the bar is of; empty for none. */
  readonly label: string;
  /** 0 to 1. */
  readonly done: number;
  /** Seconds left, where the bar says so. */
  readonly left: number | null;
}

/** The one a log ends with; `at` is when it was read, in Unix seconds by the clock of the run. */
export interface LogBar extends ProgressBar {
  readonly at: number;
}

const totals = [
  {
    names:
      /^(?:max|total|num|n)?_?(?:train(?:ing)?_)?(?:steps?|iters?|iterations|timesteps|updates)$/iu,
    of: "step",
  },
  { names: /^(?:max|total|num|n)?_?(?:train(?:ing)?_)?epochs?$/iu, of: "epoch" },
] as const;

/** `Epoch 3/10`, before a bar of one epoch. */
const epochOf = /epochs?\W*(\d{1,6})\s*(?:\/|of)\s*(\d{1,6})/iu;

/** As deep as totals are looked for. */
const deepest = 8;

interface Reached {
  readonly value: number;
  /** Unix seconds. */
  readonly at: number;
  /** Where it was when it began, or went on from a checkpoint. */
  readonly from: { readonly value: number; readonly at: number };
}

/**
 * What is left of a run, if it goes on as fast as so far: from a total in its config such as `max_steps` or `epochs`, and
 * from the step or the metric `epoch` it has reached; else from the progress bar its log ends with. Null where none says.
 */
export function timeLeft(
  run: RunDetail,
  metrics: readonly MetricInfo[],
  bar: LogBar | null,
): TimeLeft | null {
  if (run.status !== "running") return null;
  const began = run.started_at ?? run.created_at;
  for (const { names, of } of totals) {
    const total = totalOf(run, names);
    const reached = of === "step" ? lastStep(metrics, began) : lastEpoch(metrics, began);
    if (total === null || reached === null || reached.value <= 0) continue;
    const { value, at, from } = reached;
    // Until the newest point, not until now: a run that stands still does not get slower by the second.
    const pace = (at - from.at) / (value - from.value);
    if (pace > 0 && Number.isFinite(pace)) {
      const left = Math.max(0, total - value) * pace;
      return { done: Math.min(1, value / total), left, bar: null };
    }
  }
  return bar && leftOfBar(bar, began);
}

/** Whether the config says how far the run goes. */
export function hasTotal(run: RunDetail): boolean {
  return totals.some(({ names }) => totalOf(run, names) !== null);
}

function leftOfBar({ label, done, left, at }: LogBar, began: number): TimeLeft | null {
  const [, epoch, epochs] = epochOf.exec(label) ?? [];
  if (epoch !== undefined) {
    const part = (Math.max(0, Number(epoch) - 1) + done) / Number(epochs);
    const took = at - began;
    if (part > 0 && part <= 1 && took > 0) {
      return { done: part, left: (took / part) * (1 - part), bar: null };
    }
  }
  return left === null ? null : { done, left, bar: label };
}

function totalOf({ config }: RunDetail, names: RegExp): number | null {
  return findTotal(config, names, 0);
}

/** The first value above zero under one of these names, however deep it lies. */
function findTotal(
  values: Readonly<Record<string, unknown>>,
  names: RegExp,
  depth: number,
): number | null {
  for (const [name, value] of Object.entries(values)) {
    const total = Number(value);
    const isTotal = typeof value !== "boolean" && names.test(name.split(".").at(-1) ?? "");
    if (isTotal && total > 0 && Number.isFinite(total)) return total;
    const inner = isObject(value) && depth < deepest ? findTotal(value, names, depth + 1) : null;
    if (inner !== null) return inner;
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** By the metric's own first and last point: a run may take long until its first step, or begin at a later one. */
function lastStep(metrics: readonly MetricInfo[], began: number): Reached | null {
  const newest = metrics.toSorted((a, b) => (b.last_step ?? -1) - (a.last_step ?? -1))[0];
  const { last_step: value, last_at: at, first_step: first, first_at: firstAt } = newest ?? {};
  if (typeof value !== "number" || typeof at !== "number") return null;
  const isSpan = typeof first === "number" && typeof firstAt === "number" && first < value;
  return { value, at, from: isSpan ? { value: first, at: firstAt } : { value: 0, at: began } };
}

function lastEpoch(metrics: readonly MetricInfo[], began: number): Reached | null {
  const metric = metrics.find(({ key }) => key === "epoch" || key.endsWith("/epoch"));
  const value = Number(metric?.last ?? NaN);
  const at = metric?.last_at;
  if (typeof at !== "number" || !Number.isFinite(value)) return null;
  return { value, at, from: { value: 0, at: began } };
}
