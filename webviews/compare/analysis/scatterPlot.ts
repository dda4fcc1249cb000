import { svgElement } from "#webviews/shared/charts/plot/svgElement.ts";
import { formatNumber } from "#webviews/shared/format.ts";

import type { PlottedRun } from "./plottedRun.ts";
import type { ColumnValue, RunColumn } from "./runColumns.ts";
import { t } from "./texts.ts";
import { type ValueScale, valueScale } from "./valueScale.ts";

const margin = { left: 90, right: 24, top: 28, bottom: 44 };
/** Of the plot, at each side, so that no dot lies on its edge. */
const room = 0.03;
const height = 420;
const closestTicks = 56;

/** One dot for each run, by two columns. By keyboard, the arrows go from dot to dot, from left to right. */
export function scatterPlot(
  runs: readonly PlottedRun[],
  x: RunColumn,
  y: RunColumn,
  width: number,
): SVGSVGElement {
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  const across = withRoom(valueScale(x.values.values()));
  const up = withRoom(valueScale(y.values.values()));
  const left = (value: ColumnValue): number =>
    margin.left + across.place(value) * (right - margin.left);
  const top = (value: ColumnValue): number => bottom - up.place(value) * (bottom - margin.top);
  const dots = runs.flatMap(({ ref, name, swatch }) => {
    const [atX, atY] = [x.values.get(ref), y.values.get(ref)];
    if (atX === undefined || atY === undefined) return [];
    const said = `${name}\n${x.label}: ${shown(atX)}\n${y.label}: ${shown(atY)}`;
    const [cx, cy] = [left(atX), top(atY)];
    const dot = svgElement(
      "circle",
      {
        cx,
        cy,
        r: 6,
        fill: swatch.colour,
        class: "dot",
        tabindex: -1,
        role: "img",
        "aria-label": said,
        "data-focus": ref,
      },
      svgElement("title", {}, said),
    );
    return [{ dot, cx, label: text(cx, cy - 12, "middle", name, "dot-name") }];
  });
  const inOrder = dots.toSorted((a, b) => a.cx - b.cx).map(({ dot }) => dot);
  inOrder[0]?.setAttribute("tabindex", "0");
  for (const [i, dot] of inOrder.entries()) {
    dot.addEventListener("keydown", (event) => {
      const to = { ArrowLeft: i - 1, ArrowRight: i + 1, Home: 0, End: inOrder.length - 1 }[
        event.key
      ];
      const next = to === undefined ? undefined : inOrder[to];
      if (!next) return;
      event.preventDefault();
      next.focus();
    });
  }
  return svgElement(
    "svg",
    {
      class: "analysis-plot",
      width,
      height,
      role: "group",
      "aria-label": t("{y} by {x} of {n} run{n:|s}", { x: x.label, y: y.label, n: dots.length }),
    },
    ...gridLines(up, margin.left, right, (at) => bottom - at * (bottom - margin.top)),
    ...spread(across, right - margin.left).map(({ at, label }) =>
      text(margin.left + at * (right - margin.left), bottom + 18, "middle", label),
    ),
    text((margin.left + right) / 2, height - 6, "middle", x.label, "axis-name"),
    text(margin.left, margin.top - 12, "middle", y.label, "axis-name"),
    ...dots.flatMap(({ dot, label }) => [dot, label]),
  );
}

function withRoom({ place, ticks }: ValueScale): ValueScale {
  const inside = (at: number): number => room + at * (1 - 2 * room);
  return {
    place: (value) => inside(place(value)),
    ticks: ticks.map(({ at, label }) => ({ at: inside(at), label })),
  };
}

/** Horizontal lines with their labels at the left. */
function gridLines(
  scale: ValueScale,
  left: number,
  right: number,
  top: (at: number) => number,
): SVGElement[] {
  return scale.ticks.flatMap(({ at, label }) => [
    svgElement("line", { class: "grid", x1: left, x2: right, y1: top(at), y2: top(at) }),
    text(left - 8, top(at) + 4, "end", label),
  ]);
}

/** As many ticks as there is room for. */
function spread({ ticks }: ValueScale, room: number): ValueScale["ticks"] {
  const every = Math.ceil((ticks.length * closestTicks) / room);
  return ticks.filter((_, i) => i % every === 0);
}

function text(x: number, y: number, anchor: string, content: string, name = "tick"): SVGElement {
  return svgElement("text", { x, y, "text-anchor": anchor, class: name }, cut(content));
}

/** What is longer says no more in a tick. */
function cut(label: string): string {
  return label.length > 28 ? `${label.slice(0, 27)}…` : label;
}

export function shown(value: ColumnValue): string {
  return typeof value === "number" ? formatNumber(value) : value;
}
