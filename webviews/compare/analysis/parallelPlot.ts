import { svgElement } from "#webviews/shared/charts/plot/svgElement.ts";

import { type Brush, brushByKey } from "./brush.ts";
import type { PlottedRun } from "./plottedRun.ts";
import type { RunColumn } from "./runColumns.ts";
import { shown } from "./scatterPlot.ts";
import { t } from "./texts.ts";
import { type ValueScale, valueScale } from "./valueScale.ts";

const margin = { side: 70, top: 40, bottom: 16 };
const height = 420;
const grip = 14;
const bottom = height - margin.bottom;

interface Axis {
  readonly column: RunColumn;
  readonly scale: ValueScale;
  readonly x: number;
}

export interface ParallelPlotOptions {
  readonly runs: readonly PlottedRun[];
  readonly columns: readonly RunColumn[];
  readonly width: number;
  /** The stretches chosen, by column: runs outside of one are faint. */
  readonly brushes: Readonly<Record<string, Brush>>;
  /** Null takes a stretch away. */
  readonly onBrush: (column: string, brush: Brush | null) => void;
}

/** One line for each run through the values it has in several columns. A drag along an axis, or the arrow keys, choose a stretch of it. */
export function parallelPlot(options: ParallelPlotOptions): SVGSVGElement {
  const { runs, columns, width, brushes } = options;
  const step = (width - 2 * margin.side) / Math.max(1, columns.length - 1);
  const axes = columns.map((column, i): Axis => {
    const scale = valueScale(column.values.values());
    return { column, scale, x: margin.side + i * step };
  });
  const isChosen = (ref: string): boolean =>
    axes.every(({ column, scale }) => {
      const brush = brushes[column.id];
      const value = column.values.get(ref);
      if (!brush) return true;
      const at = value === undefined ? NaN : scale.place(value);
      return at >= brush.low && at <= brush.high;
    });
  const chosen = runs.filter(({ ref }) => isChosen(ref)).length;
  const label = t("{n} run{n:|s} by {m} column{m:|s}", { n: runs.length, m: columns.length });
  return svgElement(
    "svg",
    { class: "analysis-plot", width, height, role: "group", "aria-label": label },
    ...runs.map((run) => runLine(run, axes, isChosen(run.ref))),
    ...axes.map((axis) => {
      const brush = brushes[axis.column.id];
      const said = brush
        ? t("{low} % to {high} %, {n} of {m} runs", {
            low: Math.round(brush.low * 100),
            high: Math.round(brush.high * 100),
            n: chosen,
            m: runs.length,
          })
        : t("all of it");
      return axisGroup(axis, step, { brush, said }, options.onBrush);
    }),
  );
}

function topOf(at: number): number {
  return bottom - at * (bottom - margin.top);
}

function runLine(
  { ref, name, swatch }: PlottedRun,
  axes: readonly Axis[],
  isChosen: boolean,
): SVGElement {
  let isOpen = false;
  let path = "";
  for (const { column, scale, x } of axes) {
    const value = column.values.get(ref);
    if (value !== undefined) path += `${isOpen ? "L" : "M"}${x} ${topOf(scale.place(value))}`;
    isOpen = value !== undefined;
  }
  const said = axes.map(({ column }) => {
    const value = column.values.get(ref);
    return `${column.label}: ${value === undefined ? "–" : shown(value)}`;
  });
  return svgElement(
    "path",
    {
      d: path,
      class: isChosen ? "run-line" : "run-line faint",
      stroke: swatch.colour,
      ...(swatch.dash.length > 0 && { "stroke-dasharray": swatch.dash.join(" ") }),
    },
    svgElement("title", {}, [name, ...said].join("\n")),
  );
}

function axisGroup(
  { column, scale, x }: Axis,
  step: number,
  { brush, said }: { readonly brush: Brush | undefined; readonly said: string },
  onBrush: ParallelPlotOptions["onBrush"],
): SVGElement {
  const most = Math.max(6, Math.floor(step / 7));
  const name = column.label.length > most ? `…${column.label.slice(1 - most)}` : column.label;
  const marked = svgElement("rect", {
    class: "brush",
    x: x - grip / 2,
    width: grip,
    y: brush ? topOf(brush.high) : 0,
    height: brush ? topOf(brush.low) - topOf(brush.high) : 0,
  });
  const handle = svgElement("rect", {
    class: "grip",
    tabindex: 0,
    role: "slider",
    "data-focus": column.id,
    "aria-orientation": "vertical",
    "aria-label": t(
      "Stretch of {name}; arrows move it, with Shift its upper end, Delete takes it away",
      {
        name: column.label,
      },
    ),
    "aria-valuemin": 0,
    "aria-valuemax": 100,
    "aria-valuenow": Math.round((brush ? (brush.low + brush.high) / 2 : 0.5) * 100),
    "aria-valuetext": said,
    x: x - grip,
    y: margin.top - 8,
    width: 2 * grip,
    height: bottom - margin.top + 16,
  });
  attachBrush(handle, marked, (chosen) => onBrush(column.id, chosen));
  handle.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const chosen = brushByKey(event, brush);
    if (chosen === undefined) return;
    event.preventDefault();
    onBrush(column.id, chosen);
  });
  return svgElement(
    "g",
    { class: "parallel-axis" },
    svgElement("line", { x1: x, x2: x, y1: margin.top, y2: bottom }),
    svgElement(
      "text",
      { x, y: margin.top - 16, "text-anchor": "middle", class: "axis-name" },
      svgElement("title", {}, column.label),
      name,
    ),
    ...scale.ticks.map(({ at, label }) =>
      svgElement(
        "text",
        { x: x + 6, y: topOf(at) + 4, class: "tick" },
        label.length > 14 ? `${label.slice(0, 13)}…` : label,
      ),
    ),
    marked,
    handle,
  );
}

/** A click takes the stretch away. */
function attachBrush(
  handle: SVGRectElement,
  marked: SVGRectElement,
  onBrush: (brush: Brush | null) => void,
): void {
  handle.addEventListener("pointerdown", (down) => {
    const offset = (event: PointerEvent): number => {
      const top = handle.ownerSVGElement?.getBoundingClientRect().top ?? 0;
      return Math.min(Math.max(event.clientY - top, margin.top), bottom);
    };
    const start = offset(down);
    let end = start;
    handle.setPointerCapture(down.pointerId);
    const move = (event: PointerEvent): void => {
      end = offset(event);
      marked.setAttribute("y", String(Math.min(start, end)));
      marked.setAttribute("height", String(Math.abs(end - start)));
    };
    const stop = (): void => {
      handle.removeEventListener("pointermove", move);
      const at = (top: number): number => (bottom - top) / (bottom - margin.top);
      const isClick = Math.abs(end - start) < 4;
      onBrush(isClick ? null : { low: at(Math.max(start, end)), high: at(Math.min(start, end)) });
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", stop, { once: true });
  });
}
