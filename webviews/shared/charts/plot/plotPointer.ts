import type { Cursor } from "#webviews/shared/charts/axes/cursor.ts";
import { xScale } from "#webviews/shared/charts/axes/xScale.ts";
import { placeAt } from "#webviews/shared/charts/axes/xWindow.ts";
import { nearest } from "#webviews/shared/charts/data/nearest.ts";
import { element } from "#webviews/shared/element.ts";

import type { LineChart } from "./chart.ts";
import type { ChartView } from "./chartView.ts";
import { type Reading, readAt } from "./readAt.ts";
import type { Tooltip } from "./tooltip.ts";
import { pointerPlace, shareOf } from "./zoom/plotPlace.ts";

/** What is read, and who wants to know. */
export interface PlotPointerOptions {
  /** Undefined while nothing is drawn. */
  readonly chart: () => LineChart | undefined;
  readonly view: () => ChartView | undefined;
  readonly cursor: () => Cursor;
  /** The pointer is at another line. */
  readonly onNear: () => void;
  /** The value under the cursor where there is one line; null where the cursor is elsewhere. */
  readonly onReading: (value: string | null) => void;
}

/** Reads a plot where the pointer is, or by Shift and the arrow keys point by point; marks the place, there and in linked plots. */
export class PlotPointer {
  readonly #crosshair = element("div", { class: "crosshair", attributes: { hidden: true } });
  readonly #root: HTMLElement;
  readonly #tooltip: Tooltip;
  readonly #options: PlotPointerOptions;
  #near: string | null = null;

  constructor(root: HTMLElement, tooltip: Tooltip, options: PlotPointerOptions) {
    this.#root = root;
    this.#tooltip = tooltip;
    this.#options = options;
    root.append(this.#crosshair);
    root.addEventListener("pointermove", (event) => this.#hover(event));
    root.addEventListener("pointerleave", () => this.#leave());
    root.addEventListener("blur", () => this.#leave());
    root.addEventListener("keydown", (event) => {
      const rows = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!event.shiftKey || rows === undefined || event.target !== root) return;
      event.preventDefault();
      this.#step(rows);
    });
  }

  /** The line the pointer is at; null at none. */
  get near(): string | null {
    return this.#near;
  }

  /** Marks where the cursor is. */
  draw(): void {
    const { x } = this.#options.cursor();
    const [chart, view] = [this.#options.chart(), this.#options.view()];
    const pixel = x === null || !chart ? NaN : chart.pixel({ x, y: 0 }).x;
    const area = chart?.area;
    this.#crosshair.hidden = !(area && pixel >= area.left && pixel <= area.right);
    const isRead = view?.lines.length === 1 && x !== null && !this.#crosshair.hidden;
    this.#options.onReading(isRead ? (readAt(view, x, () => 0)?.value ?? null) : null);
    if (!area || this.#crosshair.hidden) return;
    this.#crosshair.style.transform = `translateX(${Math.round(pixel)}px)`;
    this.#crosshair.style.top = `${area.top}px`;
    this.#crosshair.style.height = `${area.bottom - area.top}px`;
  }

  #hover(event: PointerEvent): void {
    const [chart, view] = [this.#options.chart(), this.#options.view()];
    if (!chart || !view || view.lines.length === 0 || event.buttons !== 0) {
      this.#tooltip.hide();
      return;
    }
    const place = pointerPlace(this.#root, event);
    const x = placeAt(view.window, shareOf(place, chart.area).x, xScale(view.logX));
    const reading = readAt(view, x, (value) => Math.abs(chart.pixel({ x, y: value }).y - place.y));
    this.#setNear(reading?.near ?? null);
    if (!reading) {
      this.#tooltip.hide();
      return;
    }
    this.#tooltip.show(event.clientX, event.clientY, reading.title, reading.lines);
    this.#options.cursor().set(reading.x);
  }

  /** Moves the cursor by so many points of the first line. */
  #step(rows: number): void {
    const [chart, view] = [this.#options.chart(), this.#options.view()];
    const [first] = view?.lines ?? [];
    if (!chart || !view || !first) return;
    const { x: places } = first.curve;
    const { min, max } = view.window;
    const from = this.#options.cursor().x;
    const row = nearest(places, from ?? min) + (from === null ? 0 : rows);
    const x = places[Math.min(Math.max(row, 0), places.length - 1)];
    const reading = x === undefined || x < min || x > max ? null : readAt(view, x, () => Infinity);
    if (!reading) return;
    this.#options.cursor().set(reading.x);
    const box = this.#root.getBoundingClientRect();
    const { x: left } = chart.pixel({ x: reading.x, y: 0 });
    this.#tooltip.show(box.left + left, box.top + box.height / 2, reading.title, reading.lines);
  }

  #leave(): void {
    this.#options.cursor().set(null);
    this.#tooltip.hide();
    this.#setNear(null);
  }

  #setNear(near: Reading["near"]): void {
    if (near === this.#near) return;
    this.#near = near;
    this.#options.onNear();
  }
}
