import type { Plugin } from "chart.js";

import type { ChartView } from "./chartView.ts";
import { placeStages } from "./drawnStages.ts";

/** Draws a dashed line where a stage begins, with its name at the top, behind the lines of the runs. */
export function stageLines(view: () => Pick<ChartView, "stages" | "colours">): Plugin<"line"> {
  return {
    id: "stageLines",
    beforeDatasetsDraw({ ctx, chartArea: area, scales: { x } }) {
      const { stages, colours } = view();
      if (!x || stages.length === 0) return;
      ctx.save();
      ctx.font = `10px ${colours.font}`;
      ctx.textBaseline = "top";
      ctx.lineWidth = 1;
      ctx.setLineDash([3, 3]);
      const pixel = (value: number) => x.getPixelForValue(value);
      for (const { stage, left, name } of placeStages(stages, pixel, area)) {
        const colour = stage.colour ?? colours.text;
        if (!stage.isEarlier) {
          ctx.strokeStyle = colour;
          ctx.beginPath();
          ctx.moveTo(Math.round(left) + 0.5, area.top);
          ctx.lineTo(Math.round(left) + 0.5, area.bottom);
          ctx.stroke();
        }
        if (name === null) continue;
        ctx.fillStyle = colour;
        ctx.textAlign = name === "right" ? "left" : "right";
        ctx.fillText(stage.name, left + (name === "right" ? 4 : -4), area.top + 1);
      }
      ctx.restore();
    },
  };
}
