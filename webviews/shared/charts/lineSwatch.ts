import type { LineLook } from "./drawnLine.ts";

/** What tells a line from the others. */
export type Swatch = Pick<LineLook, "dash"> & { readonly colour: string };

const width = 26;
const height = 10;
const namespace = "http://www.w3.org/2000/svg";

/** A short piece of a line, for a legend. Decorative: its name stands beside it. */
export function lineSwatch({ colour, dash }: Swatch): SVGSVGElement {
  const svg = document.createElementNS(namespace, "svg");
  for (const [name, value] of Object.entries({ width, height, "aria-hidden": true })) {
    svg.setAttribute(name, String(value));
  }
  svg.classList.add("swatch");
  const line = document.createElementNS(namespace, "line");
  const middle = height / 2;
  const places = { x1: 1, x2: width - 1, y1: middle, y2: middle };
  for (const [name, value] of Object.entries(places)) line.setAttribute(name, String(value));
  line.setAttribute("stroke", colour);
  line.setAttribute("stroke-width", "3");
  if (dash.length > 0) line.setAttribute("stroke-dasharray", dash.join(" "));
  svg.append(line);
  return svg;
}
