import type { Band } from "#webviews/shared/charts/data/chartData.ts";

import { type DrawnLine, emphasisOf } from "./drawnLine.ts";
import { drawWithin, type Frame } from "./frame.ts";

/** Draws the bands of these lines. */
export function drawBands(
  frame: Frame,
  lines: readonly DrawnLine[],
  standOut: ReadonlySet<string> | null,
): void {
  const { ctx, x, y } = frame;
  drawWithin(frame, 1, () => {
    ctx.lineWidth = 1;
    for (const line of lines) {
      const { curve, look } = line;
      if (!curve.band || emphasisOf(line, standOut) === "faint") continue;
      ctx.beginPath();
      trace(ctx, curve.band, x, y);
      ctx.fillStyle = look.colours.band;
      ctx.fill();
      ctx.strokeStyle = look.colours.bandEdge;
      ctx.stroke();
    }
  });
}

/** One closed outline for each stretch without a gap: along the low edge and back along the high one. */
function trace(
  ctx: CanvasRenderingContext2D,
  { x: at, low, high }: Band,
  x: (value: number) => number,
  y: (value: number) => number,
): void {
  const lineTo = (i: number, edge: Float64Array): void =>
    ctx.lineTo(x(at[i] ?? NaN), y(edge[i] ?? NaN));
  const gap = (i: number): boolean => Number.isNaN(low[i]) || Number.isNaN(high[i]);
  for (let from = 0; from < at.length; from++) {
    if (gap(from)) continue;
    let to = from;
    ctx.moveTo(x(at[from] ?? NaN), y(low[from] ?? NaN));
    while (to + 1 < at.length && !gap(to + 1)) lineTo(++to, low);
    for (let i = to; i >= from; i--) lineTo(i, high);
    ctx.closePath();
    from = to;
  }
}
