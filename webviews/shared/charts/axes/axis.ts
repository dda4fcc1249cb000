import type { XAxis } from "#core/protocol/metric.ts";
import { t } from "#webviews/shared/charts/texts.ts";
import {
  formatClock,
  formatDateTime,
  formatDuration,
  formatNumber,
  formatStep,
  formatTicks,
} from "#webviews/shared/format.ts";
import { showControls } from "#webviews/shared/showControls.ts";

/** What an axis counts; `metric`: the values of another metric. */
export type AxisKind = XAxis | "metric";

/** What the axes that every series has are called. */
export function axisNames(): Record<XAxis, string> {
  return { step: t("Step"), relative: t("Relative time"), time: t("Wall time") };
}

/** What the axis of a query counts: one of the three that every series has, or the metric it names. */
export function axisKind(x: string): AxisKind {
  return x === "step" || x === "relative" || x === "time" ? x : "metric";
}

/** What is written at an axis of a query; null for steps, which need no word. */
export function axisTitle(x: string): string | null {
  const kind = axisKind(x);
  if (kind === "step") return null;
  return kind === "metric" ? showControls(x) : axisNames()[kind];
}

const minute = 60;
const hour = 3600;
const day = 86_400;
const spans = [
  1,
  2,
  5,
  10,
  15,
  30,
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 7, 14, 30, 90, 365].map((n) => n * day),
];

/** Round positions between `min` and `max`, at most `count` of them: for times on whole seconds, minutes, hours, local days. */
export function xTicks(axis: AxisKind, min: number, max: number, count: number): number[] {
  const step = tickStep(axis, max - min, Math.max(1, count));
  if (!(step > 0) || !Number.isFinite(step)) return [];
  // Days begin at local midnight, not at that of UTC.
  const shift = axis === "time" ? new Date(min * 1000).getTimezoneOffset() * 60 : 0;
  const ticks: number[] = [];
  for (
    let i = Math.ceil((min - shift) / step);
    i * step + shift <= max && ticks.length <= count;
    i++
  ) {
    ticks.push(Number((i * step + shift).toPrecision(15)));
  }
  return ticks;
}

function tickStep(axis: AxisKind, span: number, count: number): number {
  const rough = span / count;
  if (isTime(axis) && rough > 0.5)
    return spans.find((s) => s >= rough) ?? Math.ceil(rough / (365 * day)) * 365 * day;
  const power = 10 ** Math.floor(Math.log10(rough));
  const nice =
    (power >= 10 ? [1, 2, 2.5, 5, 10] : [1, 2, 5, 10]).find((n) => n * power >= rough * 0.999) ??
    10;
  // Steps are whole, and "0.5" between two of them says nothing.
  return axis === "step" && span >= 1 ? Math.max(1, nice * power) : nice * power;
}

/** The labels of an axis' ticks, as exact as the visible `span` asks for. */
export function formatXTicks(axis: AxisKind, values: readonly number[], span: number): string[] {
  if (!isTime(axis)) return formatTicks(values);
  const labels = values.map((value) =>
    axis === "time" ? formatTime(value, span) : value === 0 ? "0" : formatDuration(value),
  );
  if (new Set(labels).size === labels.length) return labels;
  // Seconds long after the start, or fractions of one.
  const step = span / values.length;
  const digits = step >= 1 ? 0 : Math.min(6, Math.ceil(-Math.log10(step)));
  if (axis === "relative") return values.map((value) => formatClock(value, digits));
  return values.map((value) => {
    const rest = (value - Math.floor(value)).toFixed(digits);
    return (
      formatDateTime(Math.floor(value) + (rest.startsWith("1") ? 1 : 0)).slice(11) + rest.slice(1)
    );
  });
}

function formatTime(value: number, span: number): string {
  const text = formatDateTime(value);
  if (span > 300 * day) return text.slice(0, 10);
  if (span > 2 * day) return text.slice(5, 10);
  if (span > day / 2) return text.slice(5, 16);
  return span > 10 * minute ? text.slice(11, 16) : text.slice(11);
}

/** One place on the axis in full, or the stretch a bucket covers. */
export function formatX(axis: AxisKind, from: number, to: number): string {
  const one = formats[axis];
  const [a, b] = [one(from), one(to)];
  const text = a === b ? a : `${a} – ${b}`;
  if (axis !== "step") return text;
  return from === to ? t("Step {step}", { step: text }) : t("Steps {steps}", { steps: text });
}

const formats: Record<AxisKind, (x: number) => string> = {
  step: formatStep,
  time: formatDateTime,
  relative: formatDuration,
  metric: formatNumber,
};

function isTime(axis: AxisKind): boolean {
  return axis === "time" || axis === "relative";
}
