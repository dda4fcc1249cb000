import type { PlotArea } from "./chart.ts";

/** Where something is drawn: in which axes, and how values become pixels there. */
export interface Frame {
  readonly ctx: CanvasRenderingContext2D;
  readonly area: PlotArea;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}
