import type { ChartArea, Plugin, Scale } from "chart.js";

import type { Mark } from "#webviews/shared/charts/data/chartData.ts";

import type { DrawnLine } from "./drawnLine.ts";

const size = 4;

/** Draws where values were NaN (a bar at the foot of the plot) or infinite (arrowheads at its top or foot). */
export function nonFiniteMarks(lines: () => readonly DrawnLine[]): Plugin<"line"> {
  return {
    id: "nonFiniteMarks",
    afterDatasetsDraw({ ctx, chartArea: area, scales: { x } }) {
      if (!x) return;
      ctx.save();
      ctx.beginPath();
      ctx.rect(area.left - size, area.top, area.width + 2 * size, area.height);
      ctx.clip();
      for (const { curve, look } of lines()) {
        ctx.fillStyle = look.colours.nonFinite;
        for (const mark of curve.marks) draw(ctx, mark, x, area);
      }
      ctx.restore();
    },
  };
}

function draw(ctx: CanvasRenderingContext2D, mark: Mark, x: Scale, area: ChartArea): void {
  const left = x.getPixelForValue(mark.from);
  const width = x.getPixelForValue(mark.to) - left;
  if (left > area.right || left + width < area.left) return;
  const middle = left + width / 2;
  if (mark.kind === "nan") {
    const bar = Math.max(width, size);
    ctx.fillRect(middle - bar / 2, area.bottom - size, bar, size);
    return;
  }
  const edge = mark.kind === "above" ? area.top : area.bottom;
  const inwards = mark.kind === "above" ? size * 2 : -size * 2;
  const half = Math.max(width, size * 2) / 2;
  ctx.beginPath();
  ctx.moveTo(middle, edge);
  ctx.lineTo(middle - half, edge + inwards);
  ctx.lineTo(middle + half, edge + inwards);
  ctx.fill();
}
