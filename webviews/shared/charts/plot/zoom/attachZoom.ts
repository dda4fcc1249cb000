import { dragZoom } from "./dragZoom.ts";
import { keyZoom } from "./keyZoom.ts";
import { wheelZoom } from "./wheelZoom.ts";
import type { ZoomTarget } from "./zoomTarget.ts";

/** All ways in which a person zooms a plot; a double click shows everything again. */
export function attachZoom(plot: HTMLElement, target: ZoomTarget): void {
  dragZoom(plot, target);
  wheelZoom(plot, target);
  keyZoom(plot, target);
  plot.addEventListener("dblclick", () => {
    target.x.show(null);
    target.y.show(null);
  });
}
