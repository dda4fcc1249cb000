import type { Plugin } from "chart.js";

import type { ChartView } from "./chartView.ts";
import { placeStages } from "./drawnStages.ts";

/** Draws a dashed line where a stage begins, with its name at the top, behind the lines of the runs. */
export function stageLines(view: () => Pick<ChartView, "stages" | "colours">): Plugin<"line"> {
  return {
    id: "stageLines",
    beforeDatasetsDraw({ ctx, chartArea: { top, bottom, right }, scales: { x } }) {
      const { stages, colours } = view();
      if (!x || stages.length === 0) return;
      ctx.save();
      ctx.font = `10px ${colours.font}`;
      ctx.textBaseline = "top";
      ctx.lineWidth = 1;
      ctx.setLineDash([3, 3]);
      for (const { stage, left, hasName } of placeStages(
        stages,
        (value) => x.getPixelForValue(value),
        right,
      )) {
        const colour = stage.colour ?? colours.text;
        if (!stage.isEarlier) {
          ctx.strokeStyle = colour;
          ctx.beginPath();
          ctx.moveTo(Math.round(left) + 0.5, top);
          ctx.lineTo(Math.round(left) + 0.5, bottom);
          ctx.stroke();
        }
        ctx.fillStyle = colour;
        if (hasName) ctx.fillText(stage.name, left + 4, top + 1);
      }
      ctx.restore();
    },
  };
}
