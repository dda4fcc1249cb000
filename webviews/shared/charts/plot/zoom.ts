import type { XScale } from "#webviews/shared/charts/axes/xScale.ts";
import { panBy, placeAt, type XWindow, zoomAt } from "#webviews/shared/charts/axes/xWindow.ts";
import { element } from "#webviews/shared/element.ts";

import type { PlotArea } from "./chart.ts";

/** What the gestures act on. */
export interface ZoomTarget {
  /** Null while nothing is drawn. */
  area(): PlotArea | null;
  shown(): XWindow;
  scale(): XScale;
  /** Null shows everything. */
  show(window: XWindow | null): void;
}

const dragThreshold = 4;
const step = 0.2;

/**
 * Drag selects a stretch, Shift+drag and sideways scrolling pan, a double click resets. The wheel zooms where the pointer is, but
 * only with Ctrl or Cmd (as pinching sends it) or in the chart that has the focus, so that it still scrolls the page.
 * Keys: + − ← → 0.
 */
export function attachZoom(plot: HTMLElement, target: ZoomTarget): void {
  const selection = element("div", { class: "selection", attributes: { hidden: true } });
  plot.append(selection);

  plot.addEventListener("pointerdown", (down) => {
    const area = target.area();
    // A control inside the plot is no place to drag from.
    if (down.target instanceof Element && down.target.closest("button")) return;
    if (down.button !== 0 || down.pointerType === "touch" || !area) return;
    const start = clampToArea(offset(plot, down), area);
    const shown = target.shown();
    const pan = down.shiftKey;
    let end = start;
    plot.setPointerCapture(down.pointerId);
    const move = (event: PointerEvent): void => {
      end = clampToArea(offset(plot, event), area);
      if (pan) {
        target.show(panBy(shown, (start - end) / (area.right - area.left), target.scale()));
      } else {
        selection.hidden = Math.abs(end - start) < dragThreshold;
        selection.style.left = `${Math.min(start, end)}px`;
        selection.style.width = `${Math.abs(end - start)}px`;
        selection.style.top = `${area.top}px`;
        selection.style.height = `${area.bottom - area.top}px`;
      }
    };
    const stop = (event: Event): void => {
      plot.removeEventListener("pointermove", move);
      plot.removeEventListener("pointerup", stop);
      plot.removeEventListener("pointercancel", stop);
      selection.hidden = true;
      if (pan || event.type === "pointercancel" || Math.abs(end - start) < dragThreshold) return;
      target.show({
        min: valueAt(shown, area, Math.min(start, end), target.scale()),
        max: valueAt(shown, area, Math.max(start, end), target.scale()),
      });
    };
    plot.addEventListener("pointermove", move);
    plot.addEventListener("pointerup", stop);
    plot.addEventListener("pointercancel", stop);
  });

  plot.addEventListener("dblclick", () => target.show(null));

  plot.addEventListener(
    "wheel",
    (event) => {
      const area = target.area();
      if (!area) return;
      const shown = target.shown();
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
      if (sideways || event.shiftKey) {
        event.preventDefault();
        const pixels = sideways ? event.deltaX : event.deltaY;
        target.show(panBy(shown, pixels / (area.right - area.left), target.scale()));
      } else if (event.ctrlKey || event.metaKey || plot.contains(document.activeElement)) {
        event.preventDefault();
        const scale = target.scale();
        const at = valueAt(shown, area, clampToArea(offset(plot, event), area), scale);
        const factor = Math.exp(Math.max(-100, Math.min(100, event.deltaY)) / 300);
        target.show(zoomAt(shown, at, factor, scale));
      }
    },
    { passive: false },
  );

  plot.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !target.area()) return;
    // With Shift the arrows read the chart.
    if (event.shiftKey && event.key.startsWith("Arrow")) return;
    // A control inside the plot has keys of its own.
    if (event.target !== plot) return;
    const shown = target.shown();
    const scale = target.scale();
    const middle = placeAt(shown, 0.5, scale);
    const [nearer, farther] = [1 - 2 * step, 1 / (1 - 2 * step)];
    if (event.key === "+" || event.key === "=") target.show(zoomAt(shown, middle, nearer, scale));
    else if (event.key === "-") target.show(zoomAt(shown, middle, farther, scale));
    else if (event.key === "ArrowLeft") target.show(panBy(shown, -step, scale));
    else if (event.key === "ArrowRight") target.show(panBy(shown, step, scale));
    else if (event.key === "0") target.show(null);
    else return;
    event.preventDefault();
  });
}

/** The value at a pixel of the plot. */
export function valueAt(shown: XWindow, area: PlotArea, pixel: number, scale: XScale): number {
  return placeAt(shown, (pixel - area.left) / (area.right - area.left), scale);
}

function offset(plot: HTMLElement, event: MouseEvent): number {
  return event.clientX - plot.getBoundingClientRect().left;
}

function clampToArea(pixel: number, area: PlotArea): number {
  return Math.min(Math.max(pixel, area.left), area.right);
}
