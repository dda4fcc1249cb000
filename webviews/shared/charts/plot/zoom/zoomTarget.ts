import type { XScale } from "#webviews/shared/charts/axes/xScale.ts";
import type { XWindow } from "#webviews/shared/charts/axes/xWindow.ts";
import type { PlotArea } from "#webviews/shared/charts/plot/chart.ts";

/** One axis as the gestures act on it. */
export interface ZoomAxis {
  shown(): XWindow;
  scale(): XScale;
  isZoomed(): boolean;
  /** Null shows everything. */
  show(window: XWindow | null): void;
}

/** What the gestures act on. */
export interface ZoomTarget {
  /** Null while nothing is drawn. */
  area(): PlotArea | null;
  readonly x: ZoomAxis;
  readonly y: ZoomAxis;
}
