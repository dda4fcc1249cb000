import { svgElement } from "#webviews/shared/charts/plot/svgElement.ts";

import { type Brush, brushByKey } from "./brush.ts";
import type { RunColumn } from "./runColumn.ts";
import { shortLabel } from "./shortLabel.ts";
import { t } from "./texts.ts";
import { thinTicks, type ValueScale } from "./valueScale.ts";

/** Where an axis ends above and below, in pixels of the plot. */
export const axisTop = 40;
export const axisBottom = 404;

const length = axisBottom - axisTop;
const grip = 14;
const lineHeight = 13;
const characterWidth = 6.5;
const longestTick = 18;

/** One of several axes beside each other. */
export interface Axis {
  readonly column: RunColumn;
  readonly scale: ValueScale;
  readonly x: number;
  /** To the next one. */
  readonly step: number;
}

/** An axis with its name and its ticks, and a grip that chooses a stretch of it. `said`: what is chosen, for those who do not see it. */
export function parallelAxis(
  { column, scale, x, step }: Axis,
  brush: Brush | undefined,
  said: string,
  onBrush: (brush: Brush | null) => void,
): SVGElement {
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
      { name: column.label },
    ),
    "aria-valuemin": 0,
    "aria-valuemax": 100,
    "aria-valuenow": Math.round((brush ? (brush.low + brush.high) / 2 : 0.5) * 100),
    "aria-valuetext": said,
    x: x - grip,
    y: axisTop - 8,
    width: 2 * grip,
    height: length + 16,
  });
  attachBrush(handle, marked, onBrush);
  handle.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const chosen = brushByKey(event, brush);
    if (chosen === undefined) return;
    event.preventDefault();
    onBrush(chosen);
  });
  const room = Math.max(6, Math.floor(step / characterWidth) - 2);
  return svgElement(
    "g",
    { class: "parallel-axis" },
    svgElement("line", { x1: x, x2: x, y1: axisTop, y2: axisBottom }),
    svgElement(
      "text",
      { x, y: axisTop - 16, "text-anchor": "middle", class: "axis-name" },
      svgElement("title", {}, column.label),
      // What tells long names apart is at their end.
      column.label.length > room ? `…${column.label.slice(1 - room)}` : column.label,
    ),
    ...thinTicks(scale.ticks, lineHeight / length).map(({ at, label }) =>
      svgElement(
        "text",
        { x: x + 6, y: topOf(at) + 4, class: "tick" },
        shortLabel(label, Math.min(room - 1, longestTick)),
      ),
    ),
    marked,
    handle,
  );
}

function topOf(at: number): number {
  return axisBottom - at * length;
}

/** A click takes the stretch away. */
function attachBrush(
  handle: SVGRectElement,
  marked: SVGRectElement,
  onBrush: (brush: Brush | null) => void,
): void {
  handle.addEventListener("pointerdown", (down) => {
    if (down.button !== 0) return;
    const offset = (event: PointerEvent): number => {
      const top = handle.ownerSVGElement?.getBoundingClientRect().top ?? 0;
      return Math.min(Math.max(event.clientY - top, axisTop), axisBottom);
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
      const at = (top: number): number => (axisBottom - top) / length;
      const isClick = Math.abs(end - start) < 4;
      onBrush(isClick ? null : { low: at(Math.max(start, end)), high: at(Math.min(start, end)) });
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", stop, { once: true });
  });
}
