import { formatXTicks, xTicks } from "#webviews/shared/charts/axes/axis.ts";
import { xScale } from "#webviews/shared/charts/axes/xScale.ts";
import type { XWindow } from "#webviews/shared/charts/axes/xWindow.ts";
import { yTicks } from "#webviews/shared/charts/axes/yRange.ts";
import type { ChartView } from "#webviews/shared/charts/plot/chartView.ts";
import { placeStages } from "#webviews/shared/charts/plot/drawnStages.ts";
import { formatTicks } from "#webviews/shared/format.ts";

const margin = { left: 60, right: 16, top: 34, bottom: 28 };
const lineHeight = 16;

export interface SvgSize {
  readonly width: number;
  readonly height: number;
}

/** A chart as a drawing for papers: axes, bands, lines and, where there are several, a legend below. */
export function chartSvg(view: ChartView, title: string, { width, height }: SvgSize): string {
  const { lines, stages, window, range, logX, logY, axis, axisTitle, colours } = view;
  const right = width - margin.right;
  const bottom = height - margin.bottom - (axisTitle === null ? 0 : lineHeight);
  const x = placer(window, logX, margin.left, right);
  const y = placer(range, logY, bottom, margin.top);
  const legend = lines.length > 1 ? lines : [];
  const ticks = {
    x: logX ? yTicks(window, true) : xTicks(axis, window.min, window.max, Math.floor(width / 90)),
    y: yTicks(range, logY),
  };
  const labels = {
    x: formatXTicks(axis, ticks.x, window.max - window.min),
    y: formatTicks(ticks.y),
  };
  const text = (left: number, top: number, anchor: string, content: string, more = ""): string =>
    `<text x="${left}" y="${top}" text-anchor="${anchor}" ${more}>${escape(content)}</text>`;
  const parts = [
    `<rect width="100%" height="100%" fill="${colours.background}"/>`,
    text(margin.left, 20, "start", title, 'font-weight="bold" font-size="14"'),
    ...ticks.y.map(
      (value, i) =>
        `<path d="M${margin.left} ${round(y(value))}H${right}" ${stroke(colours.grid, 1)}/>` +
        text(margin.left - 8, round(y(value) + 4), "end", labels.y[i] ?? ""),
    ),
    ...ticks.x.map((value, i) => text(round(x(value)), bottom + 18, "middle", labels.x[i] ?? "")),
    axisTitle === null
      ? ""
      : text(round((margin.left + right) / 2), bottom + 18 + lineHeight, "middle", axisTitle),
    `<path d="M${margin.left} ${bottom}H${right}" ${stroke(colours.grid, 1)}/>`,
    `<clipPath id="plot"><rect x="${margin.left}" y="${margin.top}" width="${right - margin.left}" height="${bottom - margin.top}"/></clipPath>`,
    ...placeStages(stages, x, { left: margin.left, right }).map(({ stage, left, name }) => {
      const colour = stage.colour ?? colours.text;
      const rule = `<path d="M${round(left)} ${margin.top}V${bottom}" ${stroke(colour, 1)} stroke-dasharray="3 3"/>`;
      const [shift, anchor] = name === "left" ? [-4, "end"] : [4, "start"];
      const look = `fill="${escape(colour)}" font-size="10"`;
      const named = text(round(left + shift), margin.top + 10, anchor, stage.name, look);
      return (stage.isEarlier ? "" : rule) + (name === null ? "" : named);
    }),
    '<g clip-path="url(#plot)">',
    ...lines.map(({ curve: { band }, look }) =>
      band ? bandPath(band, x, y, look.colours.band) : "",
    ),
    ...lines.toReversed().map(({ curve, look }) => {
      const { line, rawLine } = look.colours;
      const dash = look.dash.length > 0 ? ` stroke-dasharray="${look.dash.join(" ")}"` : "";
      const path = (values: Float64Array, colour: string, width: number): string =>
        `<path fill="none" d="${linePath(curve.x, values, x, y)}" ${stroke(colour, width)}${dash}/>`;
      const raw = path(curve.y, curve.smoothed ? rawLine : line, 1.5);
      return curve.smoothed ? raw + path(curve.smoothed, line, 2) : raw;
    }),
    "</g>",
    ...legend.map(({ look }, i) => {
      const top = height + i * lineHeight + 4;
      const dash = look.dash.length > 0 ? ` stroke-dasharray="${look.dash.join(" ")}"` : "";
      return (
        `<path d="M${margin.left} ${top}h26" ${stroke(look.colours.line, 3)}${dash}/>` +
        text(margin.left + 34, top + 4, "start", look.label)
      );
    }),
  ];
  const full = height + legend.length * lineHeight + (legend.length > 0 ? 8 : 0);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${full}" viewBox="0 0 ${width} ${full}" ` +
    `font-family="sans-serif" font-size="11" fill="${colours.text}">${parts.join("")}</svg>\n`
  );
}

type Placer = (value: number) => number;

function placer({ min, max }: XWindow, log: boolean, from: number, to: number): Placer {
  const scale = xScale(log);
  const [low, high] = [scale.to(min), scale.to(max)];
  return (value) => from + ((scale.to(value) - low) / (high - low)) * (to - from);
}

function linePath(at: Float64Array, values: Float64Array, x: Placer, y: Placer): string {
  let path = "";
  let isOpen = false;
  for (const [i, value] of values.entries()) {
    if (Number.isNaN(value)) {
      isOpen = false;
      continue;
    }
    path += `${isOpen ? "L" : "M"}${round(x(at[i] ?? NaN))} ${round(y(value))}`;
    isOpen = true;
  }
  return path;
}

function bandPath(
  { x: at, low, high }: { x: Float64Array; low: Float64Array; high: Float64Array },
  x: Placer,
  y: Placer,
  colour: string,
): string {
  const rows = Array.from(at.keys()).filter((i) => !Number.isNaN(low[i]) && !Number.isNaN(high[i]));
  const edge = (i: number, values: Float64Array): string =>
    `${round(x(at[i] ?? NaN))} ${round(y(values[i] ?? NaN))}`;
  const points = [...rows.map((i) => edge(i, low)), ...rows.toReversed().map((i) => edge(i, high))];
  if (points.length === 0) return "";
  const { colour: plain, opacity } = plainColour(colour);
  return `<path d="M${points.join("L")}Z" fill="${plain}" fill-opacity="${opacity}"/>`;
}

function stroke(colour: string, width: number): string {
  const { colour: plain, opacity } = plainColour(colour);
  return `stroke="${plain}" stroke-opacity="${opacity}" stroke-width="${width}"`;
}

/** Programs that read drawings know no mixed colours. */
function plainColour(colour: string): { colour: string; opacity: number } {
  const mixed = /^color-mix\(in srgb, (?<plain>.+) (?<percent>\d+)%, transparent\)$/u.exec(colour);
  const { plain = colour, percent = "100" } = mixed?.groups ?? {};
  return { colour: escape(plain), opacity: Number(percent) / 100 };
}

function round(pixel: number): number {
  return Math.round(pixel * 100) / 100;
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (c) => `&#${c.charCodeAt(0)};`);
}
