import { withHeadroom, type XWindow } from "#webviews/shared/charts/axes/xWindow.ts";
import type { MetricLine } from "#webviews/shared/charts/data/curveLoader.ts";

import type { PlotOptions } from "./plotOptions.ts";

/**
 * The stretch of x that is drawn, of these lines: what was zoomed to, else all there is.
 * @param extent from their first to their last point; null where there is none yet
 */
export function shownWindow(
  zoomed: XWindow | null,
  extent: XWindow | null,
  lines: readonly MetricLine[],
  { style: { logX }, look }: Pick<PlotOptions, "style" | "look">,
): XWindow {
  const window = zoomed ?? extent ?? { min: logX ? 1 : 0, max: logX ? 10 : 1 };
  if (!logX) {
    if (!(window.min < window.max)) return { min: window.min - 0.5, max: window.max + 0.5 };
    const isLive = lines.some(({ id }) => look(id).status === "running");
    return zoomed === null && isLive ? withHeadroom(window) : window;
  }
  const max = window.max > 0 ? window.max : 10;
  const min = window.min > 0 ? window.min : leastAboveZero(lines, max);
  return min < max ? { min, max } : { min: min / 2, max: min * 2 };
}

function leastAboveZero(lines: readonly MetricLine[], max: number): number {
  const places = lines.map(({ series }) => series.x_first.find((x) => x > 0) ?? Infinity);
  return Math.max(Math.min(max / 10, ...places), max * 1e-12);
}
