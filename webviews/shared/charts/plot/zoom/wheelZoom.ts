import { panBy, placeAt, zoomAt } from "#webviews/shared/charts/axes/xWindow.ts";

import { clampToArea, pointerPlace, shareOf } from "./plotPlace.ts";
import type { ZoomTarget } from "./zoomTarget.ts";

/**
 * The wheel zooms where the pointer is, y at the labels of that axis; but only with Ctrl or Cmd (as pinching sends it) or in the
 * chart that has the focus, so that it still scrolls the page. Sideways, or with Shift, it pans.
 */
export function wheelZoom(plot: HTMLElement, target: ZoomTarget): void {
  const onWheel = (event: WheelEvent): void => {
    const area = target.area();
    if (!area) return;
    const { x } = target;
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (sideways || event.shiftKey) {
      event.preventDefault();
      const pixels = sideways ? event.deltaX : event.deltaY;
      x.show(panBy(x.shown(), pixels / (area.right - area.left), x.scale()));
    } else if (event.ctrlKey || event.metaKey || plot.contains(document.activeElement)) {
      event.preventDefault();
      const place = pointerPlace(plot, event);
      const which = place.x < area.left ? "y" : "x";
      const axis = target[which];
      const [shown, scale] = [axis.shown(), axis.scale()];
      const at = placeAt(shown, shareOf(clampToArea(place, area), area)[which], scale);
      const factor = Math.exp(Math.max(-100, Math.min(100, event.deltaY)) / 300);
      axis.show(zoomAt(shown, at, factor, scale));
    }
  };
  plot.addEventListener("wheel", onWheel, { passive: false });
}
