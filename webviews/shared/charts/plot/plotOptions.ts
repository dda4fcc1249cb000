import type { Cursor } from "#webviews/shared/charts/axes/cursor.ts";
import type { Viewport } from "#webviews/shared/charts/axes/viewport.ts";
import type { ChartStyle } from "#webviews/shared/charts/chartStyle.ts";
import type { LineSource } from "#webviews/shared/charts/data/lineSource.ts";
import type { ChartColours } from "#webviews/shared/charts/theme.ts";

import type { ChartView } from "./chartView.ts";
import type { LineLook } from "./drawnLine.ts";
import type { DrawQueue } from "./drawQueue.ts";
import type { Tooltip } from "./tooltip.ts";

/** How a chart is drawn. */
export interface PlotOptions {
  readonly style: ChartStyle;
  /** Amount of smoothing, 0 for none. */
  readonly amount: number;
  /** Most buckets asked for. */
  readonly points: number;
  readonly colours: ChartColours;
  /** How the line of this run or group looks. */
  readonly look: (id: string) => LineLook;
  /** Lines and runs that stand out. */
  readonly standOut: ReadonlySet<string>;
}

/** What all plots of a page have in common. */
export interface PlotCommon {
  readonly source: LineSource;
  readonly tooltip: Tooltip;
  readonly queue: DrawQueue;
}

/** What a plot shares with others. */
export interface PlotLinks {
  readonly viewport: Viewport;
  /** The stretch of y, which is of the one chart. */
  readonly y: Viewport;
  readonly cursor: Cursor;
}

/** What a plot tells its card. */
export interface PlotListener {
  /** Null where what was drawn is there no longer. */
  onDrawn(view: ChartView | null): void;
  /** The value under the cursor where there is one line; null where the pointer is elsewhere. */
  onReading(value: string | null): void;
}
