import type { ChartStyle } from "#webviews/shared/charts/chartStyle.ts";
import type { Curve } from "#webviews/shared/charts/data/chartData.ts";
import { percentile } from "#webviews/shared/charts/data/percentile.ts";

import type { XWindow } from "./xWindow.ts";

const room = 0.06;

/** Spreads below this part of a number are how doubles were added up, not what was logged. */
const noise = 1e-11;

/** A log axis stays away from the ends of what a double can hold. */
const logLimits = { min: 1e-300, max: 1e300 };

/** What of the style of a chart bears on its y axis. */
export type YStyle = Pick<ChartStyle, "logY" | "clip" | "yMin" | "yMax">;

/**
 * From where to where the y axis goes for what is visible: a little room, but not across zero; null where nothing can be
 * shown. Values that are clipped, or beyond a bound the reader set, lie outside.
 */
export function yRange(curves: readonly Curve[], window: XWindow, style: YStyle): XWindow | null {
  const seen = visibleValues(curves, window, style.clip / 100);
  if (!seen) return null;
  const usual = withRoom(seen, style.logY);
  const set = (bound: number | null): number | null =>
    bound === null || (style.logY && bound <= 0) ? null : bound;
  const min = set(style.yMin) ?? usual.min;
  const max = set(style.yMax) ?? usual.max;
  if (min < max) return { min, max };
  // One bound that was set lies beyond all values.
  if (set(style.yMin) === null)
    return { min: style.logY ? max / 10 : max - (Math.abs(max) || 1), max };
  return { min, max: style.logY ? min * 10 : min + (Math.abs(min) || 1) };
}

function withRoom({ min, max }: XWindow, log: boolean): XWindow {
  if (log) {
    const factor = min === max ? 2 : 10 ** ((Math.log10(max) - Math.log10(min)) * room);
    return {
      min: Math.min(Math.max(min / factor, logLimits.min), logLimits.max / 10),
      max: Math.max(Math.min(max * factor, logLimits.max), logLimits.min * 10),
    };
  }
  // The spread of numbers near the largest double is itself too large for one.
  const spread = Math.min(max - min, Number.MAX_VALUE / 4);
  const varies = spread > Math.max(Math.abs(min), Math.abs(max)) * noise;
  const more = varies ? spread * room : Math.abs(min) * 0.1 || 1;
  return {
    min: min >= 0 && min < more && varies ? 0 : min - more,
    max: max <= 0 && -max < more && varies ? 0 : max + more,
  };
}

function visibleValues(curves: readonly Curve[], window: XWindow, clip: number): XWindow | null {
  let min = Infinity;
  let max = -Infinity;
  const values: number[] = [];
  const take = (x: number, y: number): void => {
    if (x < window.min || x > window.max || Number.isNaN(y)) return;
    if (clip > 0) values.push(y);
    if (y < min) min = y;
    if (y > max) max = y;
  };
  for (const { x, y, smoothed, band } of curves) {
    for (const column of [y, smoothed, band?.low, band?.high]) {
      if (!column) continue;
      for (let i = 0; i < column.length; i++) take(x[i] ?? NaN, column[i] ?? NaN);
    }
  }
  if (min > max) return null;
  if (clip === 0) return { min, max };
  const sorted = Float64Array.from(values).sort();
  return { min: percentile(sorted, clip), max: percentile(sorted, 1 - clip) };
}

/** Round values between the bounds, about five of them. */
export function yTicks({ min, max }: XWindow, log: boolean): number[] {
  if (!log || max / min < 4) return linearTicks(min, max);
  const decades = Math.log10(max) - Math.log10(min);
  const digits =
    decades > 2.5 ? [1] : decades > 1.2 ? [1, 3] : decades > 0.9 ? [1, 2, 5] : [1, 2, 3, 5];
  const every = Math.ceil(decades / 6);
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max); power++) {
    if (power % every !== 0) continue;
    for (const digit of digits) {
      const value = Number(`${digit}e${power}`);
      if (value >= min && value <= max) ticks.push(value);
    }
  }
  return ticks;
}

function linearTicks(min: number, max: number): number[] {
  const rough = (max - min) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5].find((n) => n * power >= rough) ?? 10) * power;
  if (!(step > 0) || !Number.isFinite(step)) return [min, max];
  const ticks: number[] = [];
  for (
    let i = Math.ceil(min / step - 1e-9);
    i * step <= max + step * 1e-9 && ticks.length < 20;
    i++
  ) {
    ticks.push(Number((i * step).toPrecision(14)));
  }
  return ticks;
}
