import { svgElement } from "#webviews/shared/charts/plot/svgElement.ts";

interface Placed {
  readonly ref: string;
  readonly cx: number;
  readonly cy: number;
}

/** A drag over a plot picks the dots in its frame; with Shift, besides those picked before. A click beside all dots picks none. */
export function attachFrame(
  plot: SVGSVGElement,
  dots: readonly Placed[],
  onPick: (refs: readonly string[], isAdded: boolean) => void,
): void {
  plot.addEventListener("pointerdown", (down) => {
    if (down.button !== 0 || (down.target as Element).closest("[data-ref]")) return;
    const place = (event: PointerEvent): [x: number, y: number] => {
      const { left, top } = plot.getBoundingClientRect();
      return [event.clientX - left, event.clientY - top];
    };
    const start = place(down);
    const frame = svgElement("rect", { class: "brush", width: 0, height: 0 });
    plot.append(frame);
    plot.setPointerCapture(down.pointerId);
    const bounds = (event: PointerEvent) => {
      const end = place(event);
      const [left, right] = [Math.min(start[0], end[0]), Math.max(start[0], end[0])];
      const [top, bottom] = [Math.min(start[1], end[1]), Math.max(start[1], end[1])];
      return { left, right, top, bottom };
    };
    const move = (event: PointerEvent): void => {
      const { left, right, top, bottom } = bounds(event);
      const sides = { x: left, y: top, width: right - left, height: bottom - top };
      for (const [name, side] of Object.entries(sides)) frame.setAttribute(name, String(side));
    };
    const stop = (up: PointerEvent): void => {
      plot.removeEventListener("pointermove", move);
      frame.remove();
      const { left, right, top, bottom } = bounds(up);
      const inside = dots.filter(
        ({ cx, cy }) => cx >= left && cx <= right && cy >= top && cy <= bottom,
      );
      onPick(
        inside.map(({ ref }) => ref),
        up.shiftKey,
      );
    };
    plot.addEventListener("pointermove", move);
    plot.addEventListener("pointerup", stop, { once: true });
    plot.addEventListener("pointercancel", () => frame.remove(), { once: true });
  });
}
