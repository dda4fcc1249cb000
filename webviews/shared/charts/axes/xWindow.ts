import type { XScale } from "./xScale.ts";

/** A stretch of an axis, `min` below `max`. */
export interface XWindow {
  readonly min: number;
  readonly max: number;
}

/** Keeps a window inside what there is to see; null where it would show all of it. */
export function clampWindow(window: XWindow, extent: XWindow): XWindow | null {
  const whole = extent.max - extent.min;
  const span = Math.max(window.max - window.min, smallestSpan(extent));
  if (!(span < whole)) return null;
  const min = Math.min(Math.max(window.min, extent.min), extent.max - span);
  return { min, max: min + span };
}

/** The window `factor` times as wide on the screen that keeps the place `at` where it is there. */
export function zoomAt(window: XWindow, at: number, factor: number, { to, from }: XScale): XWindow {
  const [min, middle, max] = [to(window.min), to(at), to(window.max)];
  return {
    min: from(middle - (middle - min) * factor),
    max: from(middle + (max - middle) * factor),
  };
}

/** The window moved by a share of its width on the screen. */
export function panBy(window: XWindow, share: number, { to, from }: XScale): XWindow {
  const [min, max] = [to(window.min), to(window.max)];
  const distance = (max - min) * share;
  return { min: from(min + distance), max: from(max + distance) };
}

/** The place at a share of the window's width on the screen. */
export function placeAt(window: XWindow, share: number, { to, from }: XScale): number {
  const [min, max] = [to(window.min), to(window.max)];
  return from(min + (max - min) * share);
}

/** Steps in which the window of what grows goes on, of its width. */
const growthSteps = 128;

/** A window that goes on a little beyond its end, so that it stays the same while what is in it grows by little. */
export function withHeadroom({ min, max }: XWindow): XWindow {
  const step = 2 ** Math.floor(Math.log2((max - min) / growthSteps));
  return step > 0 ? { min, max: min + Math.ceil((max - min) / step) * step } : { min, max };
}

export function union(a: XWindow, b: XWindow): XWindow {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

/** Below this, neighbouring doubles would share a pixel. */
function smallestSpan(extent: XWindow): number {
  return Math.max(Math.abs(extent.min), Math.abs(extent.max), 1e-6) * 1e-10;
}
