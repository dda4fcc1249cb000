import type { Smoothing } from "#core/protocol/seriesQuery.ts";
import type { XWindow } from "#webviews/shared/charts/axes/xWindow.ts";
import type { ChartStyle } from "#webviews/shared/charts/chartStyle.ts";

/** Points beyond which more of them change nothing in how much is smoothed. */
const mostPoints = 1000;

/**
 * What to ask for to smooth by `amount`, 0 to below 1; undefined for none. An amount reaches as far as a moving average of
 * that weight over the whole series would, drawn with at most a thousand points: so it does the same to a curve of any length,
 * whatever stretch of it is shown.
 * @param extent of the whole series; @param total how many points it has
 */
export function smoothingOf(
  kind: ChartStyle["smoothing"],
  amount: number,
  extent: XWindow | null,
  total: number,
): Smoothing | undefined {
  if (!(amount > 0)) return undefined;
  if (kind === "ema") return { kind, weight: amount };
  const span = extent ? extent.max - extent.min : 0;
  if (!(span > 0)) return undefined;
  const unit = span / Math.max(1, Math.min(total - 1, mostPoints));
  const reach = unit / -Math.log(amount);
  // In coarse steps: a live series grows, and what has not changed should not be asked for again.
  const scale = Number((kind === "mean" ? 2 * reach : reach).toPrecision(2));
  return scale > 0 && Number.isFinite(scale) ? { kind, scale } : undefined;
}
