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

import { formatXTicks, xTicks } from "#webviews/shared/charts/axes/axis.ts";
import { yTicks } from "#webviews/shared/charts/axes/yRange.ts";
import type { Point } from "#webviews/shared/charts/data/chartData.ts";
import { formatTicks } from "#webviews/shared/format.ts";

import type { ChartView } from "./chartView.ts";
import { emphasisOf } from "./drawnLine.ts";
import { lineMarks } from "./lineMarks.ts";
import { nonFiniteMarks } from "./nonFiniteMarks.ts";
import { outsideMarks } from "./outsideMarks.ts";
import { stageLines } from "./stageLines.ts";
import { valueBand } from "./valueBand.ts";

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
const pixelsPerTick = { step: 60, relative: 64, time: 92, metric: 60 } as const;

type Dataset = ChartDataset<"line", Point[]>;

/** Lines drawn by chart.js, set up to redraw in about a millisecond: data is passed as it is drawn, nothing is animated. */
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
        stageLines(() => this.#view),
        valueBand(() => this.#view),
        nonFiniteMarks(() => this.#view.lines),
        outsideMarks(() => this.#view.outside),
        lineMarks(
          () => this.#view.lines,
          () => this.#view.colours,
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
    const { axis, window, range, logX, logY, colours } = this.#view;
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

/**
 * The smoothed lines above the raw ones, the first line above the others, and those that stand out above all: chart.js draws
 * the lowest `order` last.
 */
function datasets({ lines, standOut }: ChartView): Dataset[] {
  const common = {
    pointRadius: 0,
    pointHitRadius: 0,
    pointBorderWidth: 0,
    spanGaps: false,
    clip: 4,
  } as const;
  return lines.flatMap((drawn, i): Dataset[] => {
    const { curve, look } = drawn;
    const emphasis = emphasisOf(drawn, standOut);
    const { line, rawLine } = look.colours;
    const full = emphasis === "faint" ? rawLine : line;
    const more = emphasis === "strong" ? 1 : 0;
    const order = i + (emphasis === "strong" ? 0 : 2 * lines.length);
    const dashed = { ...common, borderDash: [...look.dash] };
    const colour = curve.smoothed ? rawLine : full;
    const raw: Dataset = {
      ...dashed,
      borderWidth: 1.5 + more,
      data: curve.mean,
      borderColor: colour,
      pointRadius: curve.radius,
      pointBackgroundColor: colour,
      order: order + (curve.smoothed ? lines.length : 0),
      // Behind its smoothed line and others, a faint raw line only hides them.
      hidden: curve.smoothed !== null && emphasis === "faint",
    };
    if (!curve.smoothed) return [raw];
    return [
      raw,
      { ...dashed, borderWidth: 2 + more, data: curve.smoothed, borderColor: full, order },
    ];
  });
}
