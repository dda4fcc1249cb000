import {
  Chart,
  type ChartDataset,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type Scale,
} from "chart.js";

import type { XAxis } from "#core/protocol/metric.ts";
import { formatTicks } from "#webviews/shared/format.ts";

import { formatXTicks, xTicks } from "./axis.ts";
import type { Curve, Point } from "./chartData.ts";
import { nonFiniteMarks } from "./nonFiniteMarks.ts";
import type { ChartColours } from "./theme.ts";
import { valueBand } from "./valueBand.ts";
import type { XWindow } from "./xWindow.ts";
import { yRange, yTicks } from "./yRange.ts";

export interface ChartView {
  readonly curve: Curve;
  readonly axis: XAxis;
  readonly window: XWindow;
  readonly log: boolean;
  readonly colours: ChartColours;
}

/** The inside of the axes, in CSS pixels from the top left of the canvas. */
export interface PlotArea {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** All charts of a page keep the same room for their labels, so that their axes line up; long labels take more. */
const labelWidth = 50;
const characterWidth = 6.5;
const pixelsPerTick = { step: 60, relative: 64, time: 92 } as const;

type Dataset = ChartDataset<"line", Point[]>;

/** One metric drawn by chart.js, set up to redraw in about a millisecond: data is passed as it is drawn, nothing is animated. */
export class LineChart {
  readonly #chart: Chart<"line", Point[]>;
  #view: ChartView;

  constructor(canvas: HTMLCanvasElement, view: ChartView) {
    Chart.register(LinearScale, LineController, LineElement, LogarithmicScale, PointElement);
    this.#view = view;
    this.#chart = new Chart<"line", Point[]>(canvas, {
      type: "line",
      data: { datasets: datasets(view) },
      plugins: [
        valueBand(
          () => this.#view.curve.band,
          () => this.#view.colours,
        ),
        nonFiniteMarks(
          () => this.#view.curve.marks,
          () => this.#view.colours.nonFinite,
        ),
      ],
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        events: [],
        maintainAspectRatio: false,
        layout: { padding: { top: 6, right: 8 } },
        scales: this.#scales(),
      },
    });
  }

  draw(view: ChartView): void {
    this.#view = view;
    const next = datasets(view);
    const held = this.#chart.data.datasets;
    // chart.js keeps what it has built for a data set as long as the object stays the same one.
    if (next.length === held.length)
      next.forEach((dataset, i) => Object.assign(held[i] ?? {}, dataset));
    else this.#chart.data.datasets = next;
    this.#chart.options.scales = this.#scales();
    this.#chart.update("none");
  }

  /** In CSS pixels. */
  get width(): number {
    return this.#chart.width;
  }

  get area(): PlotArea {
    return this.#chart.chartArea;
  }

  /** The pixel of a value, from the top left of the canvas. */
  pixel(point: Point): Point {
    const { x, y } = this.#chart.scales;
    return { x: x?.getPixelForValue(point.x) ?? NaN, y: y?.getPixelForValue(point.y) ?? NaN };
  }

  dispose(): void {
    this.#chart.destroy();
  }

  #scales() {
    const { curve, axis, window, log, colours } = this.#view;
    const range = yRange(curve, window, log) ?? (log ? { min: 0.1, max: 1 } : { min: 0, max: 1 });
    const ticks = {
      color: colours.text,
      font: { family: colours.font, size: 11 },
      padding: 6,
      autoSkip: false,
      // To measure every label takes longer than to draw the line.
      sampleSize: 2,
      // The labels are made together, below.
      callback: () => "",
    };
    const grid = { color: colours.grid, tickLength: 0 };
    const border = { display: false };
    return {
      x: {
        type: "linear" as const,
        min: window.min,
        max: window.max,
        grid: { ...grid, display: false },
        border: { color: colours.grid },
        afterBuildTicks: (scale: Scale) => {
          const count = Math.max(2, Math.floor(scale.width / pixelsPerTick[axis]));
          scale.ticks = xTicks(axis, scale.min, scale.max, count).map((value) => ({ value }));
        },
        afterTickToLabelConversion: (scale: Scale) =>
          setLabels(scale, (values) => formatXTicks(axis, values, window.max - window.min)),
        ticks: { ...ticks, maxRotation: 0 },
      },
      y: {
        type: log ? ("logarithmic" as const) : ("linear" as const),
        min: range.min,
        max: range.max,
        grid,
        border,
        afterBuildTicks: (scale: Scale) => {
          scale.ticks = yTicks(range, log).map((value) => ({ value }));
        },
        afterTickToLabelConversion: (scale: Scale) => setLabels(scale, formatTicks),
        afterFit: (scale: Scale) => {
          const longest = Math.max(...scale.ticks.map(({ label }) => String(label).length));
          scale.width = Math.max(labelWidth, longest * characterWidth + 12);
        },
        ticks,
      },
    };
  }
}

function setLabels(scale: Scale, format: (values: readonly number[]) => string[]): void {
  const labels = format(scale.ticks.map(({ value }) => value));
  for (const [i, tick] of scale.ticks.entries()) tick.label = labels[i] ?? "";
}

function datasets({ curve, colours }: ChartView): Dataset[] {
  const line = {
    borderWidth: 1.5,
    pointRadius: 0,
    pointHitRadius: 0,
    spanGaps: false,
    clip: 4,
  } as const;
  const all: Dataset[] = [];
  all.push({
    ...line,
    data: curve.mean,
    borderColor: curve.smoothed ? colours.rawLine : colours.line,
    pointRadius: curve.radius,
    pointBackgroundColor: curve.smoothed ? colours.rawLine : colours.line,
    pointBorderWidth: 0,
  });
  if (curve.smoothed) {
    all.push({ ...line, borderWidth: 2, data: curve.smoothed, borderColor: colours.line });
  }
  // The smoothed line above the raw one: chart.js draws the last data set first.
  return all.map((dataset, i) => ({ ...dataset, order: all.length - i }));
}
