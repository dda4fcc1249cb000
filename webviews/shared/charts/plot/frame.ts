import type { PlotArea } from "./chart.ts";

/** Where something is drawn: in which axes, and how values become pixels there. */
export interface Frame {
  readonly ctx: CanvasRenderingContext2D;
  readonly area: PlotArea;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** Draws within the axes, and so many pixels beyond them. */
export function drawWithin({ ctx, area }: Frame, beyond: number, draw: () => void): void {
  const [width, height] = [area.right - area.left, area.bottom - area.top];
  ctx.save();
  ctx.beginPath();
  ctx.rect(area.left - beyond, area.top - beyond, width + 2 * beyond, height + 2 * beyond);
  ctx.clip();
  ctx.lineJoin = "bevel";
  draw();
  ctx.restore();
}
