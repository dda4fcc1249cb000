import type { ChartArea, Plugin, Scale } from "chart.js";

import type { ChartColours } from "#webviews/shared/charts/theme.ts";

import type { DrawnLine } from "./drawnLine.ts";

const radius = 4;

/**
 * Draws how each run ended at the end of its line (a cross: failed; a square: interrupted; a ring: finished; a dot: it goes
 * on), and a star at its best value.
 */
export function lineMarks(
  lines: () => readonly DrawnLine[],
  colours: () => ChartColours,
): Plugin<"line"> {
  return {
    id: "lineMarks",
    afterDatasetsDraw({ ctx, chartArea: area, scales: { x, y } }) {
      if (!x || !y) return;
      ctx.save();
      for (const line of lines()) {
        const { curve, look, best } = line;
        if (best) {
          const at = place(best, x, y, area);
          if (at) star(ctx, at, look.colours.line, colours().background);
        }
        const values = curve.smoothed ?? curve.y;
        const end = values.findLastIndex((value) => !Number.isNaN(value));
        const at =
          end < 0 ? null : place({ x: curve.x[end] ?? NaN, y: values[end] ?? NaN }, x, y, area);
        if (at && look.status) drawEnd(ctx, look.status, at, look.colours.line, colours());
      }
      ctx.restore();
    },
  };
}

type Place = readonly [x: number, y: number];

/** Null outside of the plot. */
function place(point: { x: number; y: number }, x: Scale, y: Scale, area: ChartArea): Place | null {
  const [left, top] = [x.getPixelForValue(point.x), y.getPixelForValue(point.y)];
  const isInside =
    left >= area.left - 1 &&
    left <= area.right + 1 &&
    top >= area.top - 1 &&
    top <= area.bottom + 1;
  return isInside ? [left, top] : null;
}

function drawEnd(
  ctx: CanvasRenderingContext2D,
  status: NonNullable<DrawnLine["look"]["status"]>,
  [x, y]: Place,
  colour: string,
  { failed, background }: ChartColours,
): void {
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  if (status === "failed") {
    ctx.strokeStyle = failed;
    ctx.lineWidth = 2.5;
    ctx.moveTo(x - radius, y - radius);
    ctx.lineTo(x + radius, y + radius);
    ctx.moveTo(x + radius, y - radius);
    ctx.lineTo(x - radius, y + radius);
    ctx.stroke();
    return;
  }
  if (status === "interrupted")
    ctx.rect(x - radius + 1, y - radius + 1, 2 * radius - 2, 2 * radius - 2);
  else ctx.arc(x, y, radius - 1, 0, 2 * Math.PI);
  ctx.fillStyle = status === "running" ? colour : background;
  ctx.fill();
  ctx.strokeStyle = colour;
  ctx.stroke();
}

function star(ctx: CanvasRenderingContext2D, [x, y]: Place, colour: string, edge: string): void {
  ctx.beginPath();
  for (let i = 0; i < 10; i++) {
    const reach = i % 2 === 0 ? radius + 2.5 : radius - 1.5;
    const angle = (i * Math.PI) / 5 - Math.PI / 2;
    ctx.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
  }
  ctx.closePath();
  ctx.lineWidth = 2;
  ctx.strokeStyle = edge;
  ctx.stroke();
  ctx.fillStyle = colour;
  ctx.fill();
}
