import { svgElement } from "#webviews/shared/charts/plot/svgElement.ts";

const width = 720;
const lineHeight = 22;
const place = { name: 200, bar: 210, end: 560 };
const longestName = 32;

/** A bar with its name at the left and what it says at the right. */
export interface DrawnBar {
  readonly name: string;
  /** Shares of the room there is. */
  readonly from: number;
  readonly length: number;
  readonly colour: string;
  readonly told: string;
}

/** A table of bars as a drawing. */
export function barsDrawing(bars: readonly DrawnBar[]): SVGSVGElement {
  const room = place.end - place.bar;
  const text = (x: number, y: number, anchor: string, content: string): SVGElement =>
    svgElement("text", { x, y, "text-anchor": anchor, class: "tick" }, content);
  return svgElement(
    "svg",
    { class: "analysis-plot", width, height: bars.length * lineHeight + 8 },
    ...bars.flatMap(({ name, from, length, colour, told }, i) => {
      const y = i * lineHeight + 4;
      const stretch = svgElement("rect", {
        x: place.bar + from * room,
        y,
        width: length * room,
        height: 12,
      });
      stretch.style.fill = colour;
      const short = name.length > longestName ? `…${name.slice(1 - longestName)}` : name;
      return [
        text(place.name, y + 10, "end", short),
        stretch,
        text(place.end + 10, y + 10, "start", told),
      ];
    }),
  );
}
