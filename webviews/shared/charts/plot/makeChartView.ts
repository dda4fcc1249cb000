import { axisKind, axisTitle } from "#webviews/shared/charts/axes/axis.ts";
import type { XWindow } from "#webviews/shared/charts/axes/xWindow.ts";
import { yRange } from "#webviews/shared/charts/axes/yRange.ts";
import type { ChartStyle } from "#webviews/shared/charts/chartStyle.ts";

import type { ChartView } from "./chartView.ts";
import type { DrawnLine } from "./drawnLine.ts";
import { drawnStages } from "./drawnStages.ts";
import { outsideRange } from "./outsideRange.ts";
import type { PlotOptions } from "./plotOptions.ts";

/**
 * Puts a picture of these lines together.
 * @param zoomedY null: all there is; @param near the line the pointer is at; null at none
 */
export function makeChartView(
  lines: readonly DrawnLine[],
  window: XWindow,
  zoomedY: XWindow | null,
  { style, colours, standOut: pinned }: Pick<PlotOptions, "style" | "colours" | "standOut">,
  near: string | null,
): ChartView {
  const { logX, logY } = style;
  const curves = lines.map(({ curve }) => curve);
  const fullRange = yRange(curves, window, style) ?? { min: logY ? 0.1 : 0, max: 1 };
  const range = zoomedY && !(logY && zoomedY.min <= 0) ? zoomedY : fullRange;
  const standOut = standingOut(lines, new Set(near === null ? pinned : [...pinned, near]));
  return {
    lines,
    axis: axisKind(style.axis),
    axisTitle: axisTitle(style.axis),
    window,
    range,
    fullRange,
    logX,
    logY,
    colours,
    standOut,
    stages: drawnStages(lines, window, standOut),
    outside: isClipped(style)
      ? lines.map((line) => ({ line, outside: outsideRange(line.curve, window, fullRange) }))
      : [],
  };
}

/** Null where none of the lines does, or there are no others. */
function standingOut(
  lines: readonly DrawnLine[],
  chosen: ReadonlySet<string>,
): ReadonlySet<string> | null {
  const isChosen = ({ id, run }: DrawnLine): boolean => chosen.has(id) || chosen.has(run);
  return lines.length > 1 && lines.some(isChosen) ? chosen : null;
}

/** Whether some values may lie beyond the y axis. */
function isClipped({ clip, yMin, yMax }: ChartStyle): boolean {
  return clip > 0 || yMin !== null || yMax !== null;
}
