import { panBy, placeAt, zoomAt } from "#webviews/shared/charts/axes/xWindow.ts";

import type { ZoomAxis, ZoomTarget } from "./zoomTarget.ts";

const step = 0.2;
const [nearer, farther] = [1 - 2 * step, 1 / (1 - 2 * step)];

/** The keys + − ← → zoom and pan x, * / ↑ ↓ y; 0 shows everything. */
export function keyZoom(plot: HTMLElement, target: ZoomTarget): void {
  plot.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !target.area()) return;
    // With Shift the arrows read the chart.
    if (event.shiftKey && event.key.startsWith("Arrow")) return;
    // A control inside the plot has keys of its own.
    if (event.target !== plot) return;
    const act = actionOf(event.key, target);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function actionOf(key: string, { x, y }: ZoomTarget): (() => void) | undefined {
  switch (key) {
    case "+":
    case "=":
      return () => zoom(x, nearer);
    case "-":
      return () => zoom(x, farther);
    case "ArrowLeft":
      return () => pan(x, -step);
    case "ArrowRight":
      return () => pan(x, step);
    case "*":
      return () => zoom(y, nearer);
    case "/":
      return () => zoom(y, farther);
    // They scroll the page as long as there is nothing above and below.
    case "ArrowUp":
      return y.isZoomed() ? () => pan(y, step) : undefined;
    case "ArrowDown":
      return y.isZoomed() ? () => pan(y, -step) : undefined;
    case "0":
      return () => {
        x.show(null);
        y.show(null);
      };
    default:
      return undefined;
  }
}

function zoom(axis: ZoomAxis, factor: number): void {
  const [shown, scale] = [axis.shown(), axis.scale()];
  axis.show(zoomAt(shown, placeAt(shown, 0.5, scale), factor, scale));
}

function pan(axis: ZoomAxis, share: number): void {
  axis.show(panBy(axis.shown(), share, axis.scale()));
}
