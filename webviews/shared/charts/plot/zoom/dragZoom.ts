import { panBy, placeAt, type XWindow } from "#webviews/shared/charts/axes/xWindow.ts";
import { element } from "#webviews/shared/element.ts";

import { dragAxes } from "./dragAxes.ts";
import { clampToArea, pointerPlace, shareOf } from "./plotPlace.ts";
import type { ZoomAxis, ZoomTarget } from "./zoomTarget.ts";

/** A drag selects what is to be shown: a stretch of x, one of y, or a rectangle; with Shift it pans. */
export function dragZoom(plot: HTMLElement, target: ZoomTarget): void {
  const selection = element("div", { class: "selection", attributes: { hidden: true } });
  plot.append(selection);

  plot.addEventListener("pointerdown", (down) => {
    const area = target.area();
    // A control inside the plot is no place to drag from.
    if (down.target instanceof Element && down.target.closest("button")) return;
    if (down.button !== 0 || down.pointerType === "touch" || !area) return;
    const start = clampToArea(pointerPlace(plot, down), area);
    const begun = { x: target.x.shown(), y: target.y.shown() };
    let end = start;
    plot.setPointerCapture(down.pointerId);

    const axes = () => dragAxes(Math.abs(end.x - start.x), Math.abs(end.y - start.y));
    const mark = (): void => {
      const { x, y } = axes();
      const [left, right] = x ? ordered(start.x, end.x) : [area.left, area.right];
      const [top, bottom] = y ? ordered(start.y, end.y) : [area.top, area.bottom];
      selection.hidden = !x && !y;
      selection.style.left = `${left}px`;
      selection.style.width = `${right - left}px`;
      selection.style.top = `${top}px`;
      selection.style.height = `${bottom - top}px`;
    };
    const pan = (): void => {
      const [one, other] = [shareOf(start, area), shareOf(end, area)];
      target.x.show(panBy(begun.x, one.x - other.x, target.x.scale()));
      if (target.y.isZoomed()) target.y.show(panBy(begun.y, one.y - other.y, target.y.scale()));
    };
    const show = (): void => {
      const [one, other] = [shareOf(start, area), shareOf(end, area)];
      const { x, y } = axes();
      if (x) target.x.show(stretch(target.x, begun.x, one.x, other.x));
      if (y) target.y.show(stretch(target.y, begun.y, one.y, other.y));
    };

    const move = (event: PointerEvent): void => {
      end = clampToArea(pointerPlace(plot, event), area);
      if (down.shiftKey) pan();
      else mark();
    };
    const stop = (event: Event): void => {
      plot.removeEventListener("pointermove", move);
      plot.removeEventListener("pointerup", stop);
      plot.removeEventListener("pointercancel", stop);
      selection.hidden = true;
      if (!down.shiftKey && event.type !== "pointercancel") show();
    };
    plot.addEventListener("pointermove", move);
    plot.addEventListener("pointerup", stop);
    plot.addEventListener("pointercancel", stop);
  });
}

/** What lies between two shares of an axis that showed `begun`. */
function stretch(axis: ZoomAxis, begun: XWindow, one: number, other: number): XWindow {
  const [min, max] = ordered(one, other);
  const scale = axis.scale();
  return { min: placeAt(begun, min, scale), max: placeAt(begun, max, scale) };
}

function ordered(a: number, b: number): readonly [low: number, high: number] {
  return a < b ? [a, b] : [b, a];
}
