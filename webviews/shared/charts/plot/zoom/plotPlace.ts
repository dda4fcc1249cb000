import type { PlotArea } from "#webviews/shared/charts/plot/chart.ts";

/** A place in a plot: pixels from its top left, or shares of its axes from their beginnings. */
export interface PlotPlace {
  readonly x: number;
  readonly y: number;
}

/** Where the pointer is, in pixels. */
export function pointerPlace(plot: HTMLElement, { clientX, clientY }: MouseEvent): PlotPlace {
  const { left, top } = plot.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}

/** The nearest place inside the axes. */
export function clampToArea({ x, y }: PlotPlace, area: PlotArea): PlotPlace {
  return {
    x: Math.min(Math.max(x, area.left), area.right),
    y: Math.min(Math.max(y, area.top), area.bottom),
  };
}

/** How far along both axes a place is; y goes up. */
export function shareOf({ x, y }: PlotPlace, { left, right, top, bottom }: PlotArea): PlotPlace {
  return { x: (x - left) / (right - left), y: (bottom - y) / (bottom - top) };
}
