import type { Swatch } from "#webviews/shared/charts/plot/lineSwatch.ts";
import { svgElement } from "#webviews/shared/charts/plot/svgElement.ts";

/** What a drawing of the page gets from its style sheet; a file has none. */
const properties = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "paint-order",
  "opacity",
  "font-size",
  "font-weight",
] as const;
/** Only these say something elsewhere. */
const kept = /^(?:x|y|x1|x2|y1|y2|cx|cy|r|d|width|height|points|text-anchor|fill|stroke.*)$/u;

const margin = 12;
const heading = 34;
const lineHeight = 18;
const legendColumn = 200;

/** What stands beside a swatch in the legend. */
export interface LegendEntry {
  readonly name: string;
  readonly swatch: Swatch;
}

/** A drawing of the page as a file of its own: its styles written out, its title above, and a legend below. */
export function drawnSvg(
  drawing: SVGSVGElement,
  title: string,
  legend: readonly LegendEntry[],
): string {
  const isShown = drawing.isConnected;
  if (!isShown) {
    drawing.classList.add("off-page");
    document.body.append(drawing);
  }
  const body = getComputedStyle(document.body);
  const colours = new PlainColours();
  const copy = copied(drawing, colours);
  if (!isShown) drawing.remove();
  const width = Math.max(Number(drawing.getAttribute("width")) + 2 * margin, legendColumn);
  const drawn = heading + Number(drawing.getAttribute("height"));
  const perLine = Math.max(1, Math.floor(width / legendColumn));
  const height = drawn + Math.ceil(legend.length / perLine) * lineHeight + margin;
  const text = (x: number, y: number, content: string, size: number): SVGElement =>
    svgElement(
      "text",
      { x, y, "font-size": size, fill: colours.plain(body.color).colour },
      content,
    );
  const name = text(margin, 21, title, 14);
  name.setAttribute("font-weight", "bold");
  const file = svgElement(
    "svg",
    { width, height, viewBox: `0 0 ${width} ${height}`, "font-family": "sans-serif" },
    svgElement("rect", { width, height, fill: colours.plain(body.backgroundColor).colour }),
    name,
    svgElement("g", { transform: `translate(${margin} ${heading})` }, ...copy.childNodes),
    ...legend.flatMap(({ name, swatch }, i) => {
      const x = margin + (i % perLine) * legendColumn;
      const y = drawn + (Math.floor(i / perLine) + 0.5) * lineHeight;
      const short = name.length > 24 ? `${name.slice(0, 23)}…` : name;
      const line = svgElement("path", {
        d: `M${x} ${y}h26`,
        stroke: colours.plain(swatch.colour).colour,
        "stroke-width": 3,
        ...(swatch.dash.length > 0 && { "stroke-dasharray": swatch.dash.join(" ") }),
      });
      return [line, text(x + 32, y + 4, short, 11)];
    }),
  );
  return `${new XMLSerializer().serializeToString(file)}\n`;
}

/** Without what is hidden, or there for the pointer only. */
function copied(element: SVGElement, colours: PlainColours): SVGElement {
  const style = getComputedStyle(element);
  const copy = document.createElementNS(element.namespaceURI ?? "", element.tagName) as SVGElement;
  for (const { name, value } of element.attributes) {
    if (kept.test(name)) copy.setAttribute(name, value);
  }
  if (!isGroup(element)) writeStyle(copy, style, colours);
  for (const child of element.childNodes) {
    if (child instanceof SVGElement) {
      if (isDrawn(child)) copy.append(copied(child, colours));
    } else if (child instanceof Text) copy.append(child.data);
  }
  return copy;
}

function writeStyle(copy: SVGElement, style: CSSStyleDeclaration, colours: PlainColours): void {
  for (const property of properties) {
    const value = style.getPropertyValue(property);
    if (value !== "") copy.setAttribute(property, value.replaceAll("px", ""));
  }
  for (const property of ["fill", "stroke"] as const) {
    const { colour, opacity } = colours.plain(style.getPropertyValue(property));
    copy.setAttribute(property, colour);
    if (opacity < 1) copy.setAttribute(`${property}-opacity`, String(opacity));
  }
}

/** What has no look of its own. */
function isGroup({ tagName }: SVGElement): boolean {
  return ["svg", "g", "title"].includes(tagName);
}

function isDrawn(element: SVGElement): boolean {
  const { visibility, fill, stroke } = getComputedStyle(element);
  const isNothing = visibility === "hidden" || (isClear(fill) && isClear(stroke));
  return isGroup(element) || !isNothing;
}

function isClear(colour: string): boolean {
  return colour === "none" || colour === "transparent" || colour === "rgba(0, 0, 0, 0)";
}

/** Programs that read drawings know no mixed colours, nor those of other spaces: a canvas says them in red, green and blue. */
class PlainColours {
  readonly #known = new Map<string, { colour: string; opacity: number }>();
  readonly #ctx: CanvasRenderingContext2D | null;

  constructor() {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [1, 1];
    this.#ctx = canvas.getContext("2d", { willReadFrequently: true });
  }

  plain(colour: string): { colour: string; opacity: number } {
    if (colour === "none" || !this.#ctx) return { colour, opacity: 1 };
    const known = this.#known.get(colour) ?? this.#read(this.#ctx, colour);
    this.#known.set(colour, known);
    return known;
  }

  #read(ctx: CanvasRenderingContext2D, colour: string): { colour: string; opacity: number } {
    ctx.clearRect(0, 0, 1, 1);
    ctx.fillStyle = colour;
    ctx.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] = ctx.getImageData(0, 0, 1, 1).data;
    return {
      colour: `rgb(${red},${green},${blue})`,
      opacity: Math.round((alpha / 255) * 100) / 100,
    };
  }
}
