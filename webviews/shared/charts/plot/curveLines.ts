import type { Plugin } from "chart.js";

import type { ChartView } from "./chartView.ts";
import { drawBands } from "./drawBands.ts";
import type { DrawnLine } from "./drawnLine.ts";
import { drawStrokes } from "./drawStrokes.ts";
import type { Frame } from "./frame.ts";
import { StillLines } from "./stillLines.ts";
import { toPixels } from "./toPixels.ts";

/** Draws the lines with their bands. Of a chart with live runs the others are kept as a picture. */
export function curveLines(view: () => ChartView): Plugin<"line"> {
  const kept = new StillLines();
  return {
    id: "curveLines",
    beforeDatasetsDraw({ ctx, chartArea: area, scales, width, height }) {
      if (!scales["x"] || !scales["y"]) return;
      const frame = { ctx, area, x: toPixels(scales["x"]), y: toPixels(scales["y"]) };
      const { lines, standOut } = view();
      const { still = [], live = [] } = Object.groupBy(lines, ({ look }) =>
        look.status === "running" ? "live" : "still",
      );
      if (live.length === 0 || still.length === 0 || standOut) {
        drawLines(frame, lines, standOut);
        return;
      }
      kept.draw(frame, { width, height }, view(), still, (into) => drawLines(into, still, null));
      drawLines(frame, live, null);
    },
    afterDestroy: () => kept.dispose(),
  };
}

function drawLines(
  frame: Frame,
  lines: readonly DrawnLine[],
  standOut: ReadonlySet<string> | null,
): void {
  drawBands(frame, lines, standOut);
  drawStrokes(frame, lines, standOut);
}
