import type { Plugin } from "chart.js";

import type { DrawnLine } from "./drawnLine.ts";
import type { Outside } from "./outsideRange.ts";

const size = 4;
/** Marks of a line closer together than this many pixels are drawn as one. */
const closest = 5;

/** Draws a small arrowhead at the edge of the plot wherever a line goes on beyond it. */
export function outsideMarks(
  marks: () => readonly { readonly line: DrawnLine; readonly outside: readonly Outside[] }[],
): Plugin<"line"> {
  return {
    id: "outsideMarks",
    afterDatasetsDraw({ ctx, chartArea: area, scales: { x } }) {
      if (!x) return;
      for (const { line, outside } of marks()) {
        ctx.fillStyle = line.look.colours.line;
        let drawn = { above: -Infinity, below: -Infinity };
        for (const { x: at, isAbove } of outside) {
          const pixel = x.getPixelForValue(at);
          const edge = isAbove ? "above" : "below";
          if (pixel - drawn[edge] < closest) continue;
          drawn = { ...drawn, [edge]: pixel };
          const [tip, inwards] = isAbove ? [area.top, size] : [area.bottom, -size];
          ctx.beginPath();
          ctx.moveTo(pixel, tip);
          ctx.lineTo(pixel - size, tip + inwards * 1.5);
          ctx.lineTo(pixel + size, tip + inwards * 1.5);
          ctx.fill();
        }
      }
    },
  };
}
