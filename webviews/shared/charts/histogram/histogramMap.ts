import { formatXTicks, xTicks } from "#webviews/shared/charts/axes/axis.ts";
import { yTicks } from "#webviews/shared/charts/axes/yRange.ts";
import type { ChartColours } from "#webviews/shared/charts/theme.ts";
import { element } from "#webviews/shared/element.ts";
import { formatTicks } from "#webviews/shared/format.ts";

import { type HistogramGrid, histogramGrid, type StepHistogram } from "./histogramGrid.ts";

const margin = { left: 50, right: 8, top: 6, bottom: 22 };
const mostColumns = 500;
const rows = 64;

/** Histograms over steps as a picture: the more values lie somewhere, the stronger the colour. */
export class HistogramMap {
  readonly root = element("div", { class: "plot histogram-map" });
  readonly #canvas = element("canvas", { attributes: { role: "img" } });
  readonly #resized: ResizeObserver;
  #draw: () => void = () => undefined;

  constructor(label: string) {
    this.#canvas.setAttribute("aria-label", label);
    this.root.append(this.#canvas);
    this.#resized = new ResizeObserver(() => this.#draw());
    this.#resized.observe(this.root);
  }

  update(histograms: readonly StepHistogram[], colours: ChartColours): void {
    const grid = histogramGrid(histograms, mostColumns, rows);
    this.root.dataset["columns"] = String(grid?.steps.length ?? 0);
    this.#draw = () => {
      if (grid) draw(this.#canvas, this.root, grid, colours);
    };
    this.#draw();
  }

  dispose(): void {
    this.#resized.disconnect();
  }
}

function draw(
  canvas: HTMLCanvasElement,
  { clientWidth: width, clientHeight: height }: HTMLElement,
  { steps, low, high, rows, shares }: HistogramGrid,
  colours: ChartColours,
): void {
  const ctx = canvas.getContext("2d");
  if (!ctx || width === 0) return;
  const scale = devicePixelRatio;
  canvas.width = width * scale;
  canvas.height = height * scale;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  ctx.scale(scale, scale);
  const [right, bottom] = [width - margin.right, height - margin.bottom];
  const [from, to] = [steps[0] ?? 0, steps.at(-1) ?? 1];
  const x = (step: number): number =>
    margin.left + ((step - from) / (to - from)) * (right - margin.left);
  const y = (value: number): number =>
    bottom - ((value - low) / (high - low)) * (bottom - margin.top);
  // On whole pixels, so that neighbours neither overlap nor leave a gap.
  const even = (place: number): number => Math.round(place * scale) / scale;
  ctx.fillStyle = colours.line.line;
  for (let column = 0; column + 1 < steps.length; column++) {
    const left = even(x(steps[column] ?? NaN));
    const right = even(x(steps[column + 1] ?? NaN));
    for (let row = 0; row < rows; row++) {
      const share = shares[column * rows + row] ?? 0;
      if (share === 0) continue;
      // Few values are still seen beside many.
      ctx.globalAlpha = 0.08 + 0.92 * Math.sqrt(share);
      const top = even(y(low + ((row + 1) * (high - low)) / rows));
      const foot = even(y(low + (row * (high - low)) / rows));
      ctx.fillRect(left, top, right - left, foot - top);
    }
  }
  ctx.globalAlpha = 1;
  ctx.fillStyle = colours.text;
  ctx.font = `11px ${colours.font}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "right";
  const values = yTicks({ min: low, max: high }, false);
  for (const [i, label] of formatTicks(values).entries())
    ctx.fillText(label, margin.left - 6, y(values[i] ?? NaN));
  ctx.textAlign = "center";
  const places = xTicks("step", from, to, Math.max(2, Math.floor((right - margin.left) / 60)));
  for (const [i, label] of formatXTicks("step", places, to - from).entries())
    ctx.fillText(label, x(places[i] ?? NaN), bottom + 12);
}
