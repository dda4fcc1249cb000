import type { XWindow } from "#webviews/shared/charts/axes/xWindow.ts";
import type { Curve } from "#webviews/shared/charts/data/chartData.ts";

/** A place of a curve with values beyond the ends of the y axis. */
export interface Outside {
  readonly x: number;
  readonly isAbove: boolean;
}

/** Where a curve has values that the y axis leaves out, of the stretch of x shown. */
export function outsideRange({ x, y, band }: Curve, window: XWindow, range: XWindow): Outside[] {
  const found: Outside[] = [];
  for (let i = 0; i < x.length; i++) {
    const at = x[i] ?? NaN;
    if (!(at >= window.min && at <= window.max)) continue;
    const value = y[i] ?? NaN;
    if ((band?.high[i] ?? value) > range.max) found.push({ x: at, isAbove: true });
    if ((band?.low[i] ?? value) < range.min) found.push({ x: at, isAbove: false });
  }
  return found;
}
