import type { LineLook } from "./drawnLine.ts";
import { svgElement } from "./svgElement.ts";

/** What tells a line from the others. */
export type Swatch = Pick<LineLook, "dash"> & { readonly colour: string };

const width = 26;
const height = 10;

/** A short piece of a line, for a legend. Decorative: its name stands beside it. */
export function lineSwatch({ colour, dash }: Swatch): SVGSVGElement {
  const middle = height / 2;
  return svgElement(
    "svg",
    { class: "swatch", width, height, "aria-hidden": "true" },
    svgElement("line", {
      x1: 1,
      x2: width - 1,
      y1: middle,
      y2: middle,
      stroke: colour,
      "stroke-width": 3,
      ...(dash.length > 0 && { "stroke-dasharray": dash.join(" ") }),
    }),
  );
}
