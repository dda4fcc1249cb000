import { formatXTicks, xTicks } from "#webviews/shared/charts/axes/axis.ts";
import { yTicks } from "#webviews/shared/charts/axes/yRange.ts";
import { Tooltip } from "#webviews/shared/charts/plot/tooltip.ts";
import { t } from "#webviews/shared/charts/texts.ts";
import type { ChartColours } from "#webviews/shared/charts/theme.ts";
import { element, setText } from "#webviews/shared/element.ts";
import { formatTicks } from "#webviews/shared/format.ts";

import { type HistogramGrid, histogramGrid, type StepHistogram } from "./histogramGrid.ts";
import { binAt, binBeside, type BinPlace, describeBin } from "./histogramReading.ts";

const margin = { left: 50, right: 8, top: 6, bottom: 22 };
const mostColumns = 500;
const rows = 64;

/** Where a grid lies on its picture, in CSS pixels. */
interface Layout {
  readonly x: (step: number) => number;
  readonly y: (value: number) => number;
  readonly step: (x: number) => number;
  readonly value: (y: number) => number;
}

/** Histograms over steps as a picture: the more values lie somewhere, the stronger the colour. Pointer and arrow keys read it. */
export class HistogramMap {
  readonly root: HTMLElement;
  readonly #canvas = element("canvas", { attributes: { role: "img" } });
  readonly #mark = element("div", { class: "bin-mark", attributes: { hidden: true } });
  readonly #told = element("span", { class: "visually-hidden", attributes: { role: "status" } });
  readonly #tooltip = new Tooltip();
  readonly #resized: ResizeObserver;
  #grid: HistogramGrid | null = null;
  #colours: ChartColours | undefined;
  /** What the keys read. */
  #at: BinPlace | null = null;

  constructor(label: string) {
    this.#canvas.setAttribute("aria-label", label);
    this.root = element(
      "div",
      {
        class: "plot histogram-map",
        attributes: {
          tabindex: 0,
          role: "group",
          "aria-label": t("{name}; arrow keys read", { name: label }),
        },
      },
      this.#canvas,
      this.#mark,
      this.#told,
    );
    this.root.addEventListener("pointermove", ({ offsetX, offsetY }) =>
      this.#point(offsetX, offsetY),
    );
    this.root.addEventListener("pointerleave", () => this.#show(null));
    this.root.addEventListener("blur", () => this.#show((this.#at = null)));
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
    this.#resized = new ResizeObserver(() => this.#draw());
    this.#resized.observe(this.root);
  }

  update(histograms: readonly StepHistogram[], colours: ChartColours): void {
    this.#grid = histogramGrid(histograms, mostColumns, rows);
    this.#colours = colours;
    this.root.dataset["columns"] = String(this.#grid?.steps.length ?? 0);
    this.#draw();
  }

  dispose(): void {
    this.#resized.disconnect();
  }

  #draw(): void {
    if (this.#grid && this.#colours) draw(this.#canvas, this.root, this.#grid, this.#colours);
  }

  #point(left: number, top: number): void {
    const grid = this.#grid;
    if (!grid) return;
    const { step, value } = layoutOf(this.root, grid);
    this.#show(binAt(grid, step(left), value(top)));
  }

  #onKey(event: KeyboardEvent): void {
    const columns = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
    const bins = { ArrowDown: -1, ArrowUp: 1 }[event.key] ?? 0;
    if (event.key === "Escape") this.#show((this.#at = null));
    if (!this.#grid || (columns === 0 && bins === 0) || event.altKey) return;
    event.preventDefault();
    this.#at = binBeside(this.#grid, this.#at, columns, bins);
    this.#show(this.#at);
    const { title, lines } = this.#at
      ? describeBin(this.#grid, this.#at)
      : { title: "", lines: [] };
    setText(this.#told, [title, ...lines.map(({ name, value }) => `${name} ${value}`)].join(", "));
  }

  #show(place: BinPlace | null): void {
    const grid = this.#grid;
    this.#mark.hidden = !place || !grid;
    if (!place || !grid) {
      this.#tooltip.root.remove();
      return;
    }
    const { x, y } = layoutOf(this.root, grid);
    const { step = 0, edges = [] } = grid.columns[place.column] ?? {};
    const [left, right] = [x(step), x(grid.steps[place.column + 1] ?? step)];
    const [top, bottom] = [y(edges[place.bin + 1] ?? 0), y(edges[place.bin] ?? 0)];
    this.#mark.style.left = `${left}px`;
    this.#mark.style.top = `${top}px`;
    this.#mark.style.width = `${Math.max(2, right - left)}px`;
    this.#mark.style.height = `${Math.max(2, bottom - top)}px`;
    const { left: edge, top: upper } = this.root.getBoundingClientRect();
    const { title, lines } = describeBin(grid, place);
    this.root.append(this.#tooltip.root);
    this.#tooltip.show(edge + (left + right) / 2, upper + (top + bottom) / 2, title, lines);
  }
}

function layoutOf(
  { clientWidth, clientHeight }: HTMLElement,
  { steps, low, high }: Pick<HistogramGrid, "steps" | "low" | "high">,
): Layout {
  const [right, bottom] = [clientWidth - margin.right, clientHeight - margin.bottom];
  const [from, to] = [steps[0] ?? 0, steps.at(-1) ?? 1];
  return {
    x: (step) => margin.left + ((step - from) / (to - from)) * (right - margin.left),
    y: (value) => bottom - ((value - low) / (high - low)) * (bottom - margin.top),
    step: (x) => from + ((x - margin.left) / (right - margin.left)) * (to - from),
    value: (y) => low + ((bottom - y) / (bottom - margin.top)) * (high - low),
  };
}

function draw(
  canvas: HTMLCanvasElement,
  root: HTMLElement,
  grid: HistogramGrid,
  colours: ChartColours,
): void {
  const { clientWidth: width, clientHeight: height } = root;
  const { steps, low, high, rows, shares } = grid;
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
  const { x, y } = layoutOf(root, grid);
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
