import type { Plugin } from "chart.js";

import type { Mark } from "./chartData.ts";

const size = 4;

/** Draws where values were NaN (a bar at the foot of the plot) or infinite (arrowheads at its top or foot). */
export function nonFiniteMarks(marks: () => readonly Mark[], colour: () => string): Plugin<"line"> {
  return {
    id: "nonFiniteMarks",
    afterDatasetsDraw({ ctx, chartArea: area, scales }) {
      const x = scales["x"];
      if (!x) return;
      ctx.save();
      ctx.beginPath();
      ctx.rect(area.left - size, area.top, area.width + 2 * size, area.height);
      ctx.clip();
      ctx.fillStyle = colour();
      for (const { kind, from, to } of marks()) {
        const left = x.getPixelForValue(from);
        const width = x.getPixelForValue(to) - left;
        if (left > area.right || left + width < area.left) continue;
        const middle = left + width / 2;
        if (kind === "nan") {
          ctx.fillRect(
            middle - Math.max(width, size) / 2,
            area.bottom - size,
            Math.max(width, size),
            size,
          );
        } else {
          const edge = kind === "above" ? area.top : area.bottom;
          const inwards = kind === "above" ? size * 2 : -size * 2;
          const half = Math.max(width, size * 2) / 2;
          ctx.beginPath();
          ctx.moveTo(middle, edge);
          ctx.lineTo(middle - half, edge + inwards);
          ctx.lineTo(middle + half, edge + inwards);
          ctx.fill();
        }
      }
      ctx.restore();
    },
  };
}
