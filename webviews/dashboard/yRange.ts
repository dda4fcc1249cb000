import type { Curve, Point } from "./chartData.ts";
import type { XWindow } from "./xWindow.ts";

const room = 0.06;

/** From where to where the y axis goes for what is visible: a little room, but not across zero; null where nothing can be shown. */
export function yRange(curve: Curve, window: XWindow, log: boolean): XWindow | null {
  let min = Infinity;
  let max = -Infinity;
  const take = (points: readonly Point[] | null): void => {
    for (const { x, y } of points ?? []) {
      if (x < window.min || x > window.max || Number.isNaN(y)) continue;
      if (y < min) min = y;
      if (y > max) max = y;
    }
  };
  for (const points of [curve.mean, curve.low, curve.high, curve.smoothed]) take(points);
  if (min > max) return null;
  if (log) {
    const factor = min === max ? 2 : (max / min) ** room;
    return { min: min / factor, max: max * factor };
  }
  // The spread of numbers near the largest double is itself too large for one.
  const spread = Math.min(max - min, Number.MAX_VALUE / 4);
  const more = spread > 0 ? spread * room : Math.abs(min) * 0.1 || 1;
  return {
    min: min >= 0 && min < more && spread > 0 ? 0 : min - more,
    max: max <= 0 && -max < more && spread > 0 ? 0 : max + more,
  };
}
