/** A stretch of the x axis, `min` below `max`. */
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

/** The window `factor` times as wide that keeps the place `at` where it is on the screen. */
export function zoomAt(window: XWindow, at: number, factor: number): XWindow {
  return { min: at - (at - window.min) * factor, max: at + (window.max - at) * factor };
}

export function panBy(window: XWindow, distance: number): XWindow {
  return { min: window.min + distance, max: window.max + distance };
}

export function union(a: XWindow, b: XWindow): XWindow {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

/** Below this, neighbouring doubles would share a pixel. */
function smallestSpan(extent: XWindow): number {
  return Math.max(Math.abs(extent.min), Math.abs(extent.max), 1e-6) * 1e-10;
}
