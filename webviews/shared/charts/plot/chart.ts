import { Chart, LinearScale, LogarithmicScale, type Scale } from "chart.js";

import { formatXTicks, xTicks } from "#webviews/shared/charts/axes/axis.ts";
import type { XWindow } from "#webviews/shared/charts/axes/xWindow.ts";
import { yTicks } from "#webviews/shared/charts/axes/yRange.ts";
import type { Point } from "#webviews/shared/charts/data/chartData.ts";
import { formatTicks } from "#webviews/shared/format.ts";

import type { ChartView } from "./chartView.ts";
import { curveLines } from "./curveLines.ts";
import { lineMarks } from "./lineMarks.ts";
import { nonFiniteMarks } from "./nonFiniteMarks.ts";
import { outsideMarks } from "./outsideMarks.ts";
import { stageLines } from "./stageLines.ts";

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
/** Characters of the x axis' name that are drawn. */
const mostTitle = 60;
const pixelsPerTick = { step: 60, relative: 64, time: 92, metric: 60 } as const;

/** CSS pixels. */
export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Lines over axes by chart.js. They are no data sets of it: it would make an object of each of their points, and take ten times
 * as long. Its size is set from outside: charts that measure themselves lay the page out once for each.
 */
export class LineChart {
  readonly #chart: Chart<"line", Point[]>;
  #view: ChartView;

  constructor(canvas: HTMLCanvasElement, view: ChartView, { width, height }: PlotSize) {
    Chart.register(LinearScale, LogarithmicScale);
    this.#view = view;
    canvas.width = width;
    canvas.height = height;
    this.#chart = new Chart<"line", Point[]>(canvas, {
      type: "line",
      data: { datasets: [] },
      plugins: [
        stageLines(() => this.#view),
        curveLines(() => this.#view),
        nonFiniteMarks(() => this.#view.lines),
        outsideMarks(() => this.#view.outside),
        lineMarks(
          () => this.#view.lines,
          () => this.#view.colours,
        ),
      ],
      options: {
        animation: false,
        events: [],
        responsive: false,
        maintainAspectRatio: false,
        layout: { padding: { top: 6, right: 8 } },
        scales: this.#scales(),
      },
    });
  }

  draw(view: ChartView, { width, height }: PlotSize): void {
    const before = this.#view;
    this.#view = view;
    const chart = this.#chart;
    const isResized =
      chart.width !== width ||
      chart.height !== height ||
      chart.currentDevicePixelRatio !== devicePixelRatio;
    if (!isResized && haveSameAxes(before, view)) {
      chart.draw();
      return;
    }
    chart.options.scales = this.#scales();
    if (isResized) chart.resize(width, height);
    else chart.update("none");
  }

  get area(): PlotArea {
    return this.#chart.chartArea;
  }

  /** The pixel of a value, from the top left of the canvas. */
  pixel(point: Point): Point {
    const { x, y } = this.#chart.scales;
    return { x: x?.getPixelForValue(point.x) ?? NaN, y: y?.getPixelForValue(point.y) ?? NaN };
  }

  /** The canvas is empty then, and takes no memory. */
  dispose(): void {
    const { canvas } = this.#chart;
    this.#chart.destroy();
    canvas.width = canvas.height = 0;
  }

  #scales() {
    const { axis, axisTitle, window, range, logX, logY, colours } = this.#view;
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
        type: logX ? ("logarithmic" as const) : ("linear" as const),
        min: window.min,
        max: window.max,
        grid: { ...grid, display: false },
        border: { color: colours.grid },
        afterBuildTicks: (scale: Scale) => {
          const count = Math.max(2, Math.floor(scale.width / pixelsPerTick[axis]));
          scale.ticks = (
            logX ? yTicks(window, true) : xTicks(axis, scale.min, scale.max, count)
          ).map((value) => ({ value }));
        },
        afterTickToLabelConversion: (scale: Scale) =>
          setLabels(scale, (values) => formatXTicks(axis, values, window.max - window.min)),
        ticks: { ...ticks, maxRotation: 0 },
        title: {
          display: axisTitle !== null,
          text: axisTitle?.slice(0, mostTitle) ?? "",
          color: colours.text,
          font: { family: colours.font, size: 11 },
          padding: { top: 0, bottom: 0 },
        },
      },
      y: {
        type: logY ? ("logarithmic" as const) : ("linear" as const),
        min: range.min,
        max: range.max,
        grid,
        border,
        afterBuildTicks: (scale: Scale) => {
          scale.ticks = yTicks(range, logY).map((value) => ({ value }));
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

function haveSameAxes(a: ChartView, b: ChartView): boolean {
  const isSame = (one: XWindow, other: XWindow): boolean =>
    one.min === other.min && one.max === other.max;
  return (
    isSame(a.window, b.window) &&
    isSame(a.range, b.range) &&
    a.axis === b.axis &&
    a.axisTitle === b.axisTitle &&
    a.logX === b.logX &&
    a.logY === b.logY &&
    a.colours === b.colours
  );
}
