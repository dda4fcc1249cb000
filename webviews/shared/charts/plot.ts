import type { Series } from "#core/protocol/metric.ts";
import { element, setText } from "#webviews/shared/element.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import { axisKind } from "./axis.ts";
import { LineChart } from "./chart.ts";
import { type Curve, toCurve } from "./chartData.ts";
import { describeLines } from "./describeLines.ts";
import type { DrawnLine, LineLook } from "./drawnLine.ts";
import type { LineSource, PlotLine } from "./lineSource.ts";
import { nearest } from "./nearest.ts";
import type { CurveRequest } from "./seriesSource.ts";
import type { ChartColours } from "./theme.ts";
import { describeBucket, type Tooltip, type TooltipLine } from "./tooltip.ts";
import type { Viewport } from "./viewport.ts";
import { union, type XWindow } from "./xWindow.ts";
import { attachZoom, valueAt } from "./zoom.ts";

/** How all charts of a page are drawn. */
export interface PlotOptions {
  /** As in a query. */
  readonly axis: string;
  readonly log: boolean;
  readonly smoothing: number;
  /** Most buckets asked for. */
  readonly points: number;
  readonly colours: ChartColours;
  /** How the line of this id looks. */
  readonly look: (id: string) => LineLook;
}

/** How far beyond a window points are asked for, in windows, so that lines run to its edges and panning finds some. */
const margin = 0.25;

const bucketsPerPixel = 1.5;

/** The plot of one metric, of one run or many: asks for what it shows, only while it is in sight, and draws it. */
export class Plot {
  readonly root: HTMLElement;
  readonly canvas = element("canvas", { attributes: { role: "img" } });
  readonly #message = element("div", { class: "plot-message", attributes: { hidden: true } });
  readonly #reset = element("button", {
    class: "plot-reset",
    text: "Reset zoom",
    attributes: { type: "button", hidden: true },
    on: {
      click: () => this.#viewport.set(null),
      // Not the beginning of a drag.
      pointerdown: (event) => event.stopPropagation(),
    },
  });
  readonly #crosshair = element("div", { class: "crosshair", attributes: { hidden: true } });
  readonly #key: string;
  readonly #source: LineSource;
  readonly #tooltip: Tooltip;
  readonly #onDrawn: (curves: readonly Curve[]) => void;
  #options: PlotOptions;
  #viewport: Viewport;
  #listening: { dispose(): void };
  #window: XWindow | null;
  #chart: LineChart | undefined;
  #lines: readonly PlotLine[] | undefined;
  /** Made of the series of the lines; of those that stay the same, once. */
  #curves = new Map<Series, Curve>();
  #drawn: readonly DrawnLine[] = [];
  #extent: XWindow | null = null;
  #error: string | null = null;
  #visible = false;
  /** Counts the reasons to ask; `#answered` is the count the shown points answer. */
  #reasons = 1;
  #answered = 0;
  #asking = false;
  #frame = 0;
  #disposed = false;

  constructor(
    key: string,
    options: PlotOptions,
    viewport: Viewport,
    source: LineSource,
    tooltip: Tooltip,
    onDrawn: (curves: readonly Curve[]) => void,
  ) {
    this.#key = key;
    this.#options = options;
    this.#viewport = viewport;
    this.#window = viewport.window;
    this.#source = source;
    this.#tooltip = tooltip;
    this.#onDrawn = onDrawn;
    this.root = element(
      "div",
      {
        class: "plot",
        attributes: {
          tabindex: 0,
          role: "group",
          "aria-label": `Chart of ${showControls(key)}; keys + and - zoom, arrows pan, 0 shows all`,
        },
      },
      this.canvas,
      this.#crosshair,
      this.#message,
      this.#reset,
    );
    this.#listening = viewport.listen(() => this.#onViewport());
    attachZoom(this.root, {
      area: () => (this.#lines && this.#chart?.area) ?? null,
      shown: () => this.#shown(),
      show: (window) => this.#viewport.set(window),
    });
    this.root.addEventListener("pointermove", (event) => this.#hover(event));
    this.root.addEventListener("pointerleave", () => {
      this.#viewport.setHover(null);
      this.#tooltip.hide();
    });
  }

  setOptions(options: PlotOptions): void {
    const before = this.#options;
    const stale = options.axis !== before.axis || options.points !== before.points;
    if (options.axis !== before.axis) {
      // Places on one axis mean nothing on another.
      this.#lines = undefined;
      this.#extent = null;
    }
    if (options.smoothing !== before.smoothing || options.log !== before.log) this.#curves.clear();
    this.#options = options;
    if (stale) this.refresh();
    else this.#draw();
  }

  setViewport(viewport: Viewport): void {
    this.#listening.dispose();
    this.#viewport = viewport;
    this.#listening = viewport.listen(() => this.#onViewport());
    if (this.#extent) viewport.report(this.#key, this.#extent);
    this.#onViewport();
  }

  /** Out of sight a plot keeps neither a chart nor a running query. */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    if (visible) {
      if (this.#answered < this.#reasons) this.refresh();
      else this.#draw();
    } else {
      this.#chart?.dispose();
      this.#chart = undefined;
    }
  }

  /** There are new points, or another stretch is to be seen. */
  refresh(): void {
    this.#reasons += 1;
    if (this.#visible && !this.#asking && !this.#disposed) void this.#ask();
  }

  get failed(): boolean {
    return this.#error !== null;
  }

  dispose(): void {
    this.#disposed = true;
    cancelAnimationFrame(this.#frame);
    this.#listening.dispose();
    this.#chart?.dispose();
    this.#chart = undefined;
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    const reasons = this.#reasons;
    const request = this.#request();
    try {
      const lines = await this.#source.ask(this.#key, request);
      this.#error = null;
      if (request.x === this.#options.axis) this.#take(lines, request);
      // A sample was there at once; all of it when it has been read.
      if (isPreview(lines)) this.#reasons += 1;
      // The whole was taken to learn its ends; now the window itself.
      if (this.#window && !request.range && !fits(lines, request.points)) this.#reasons += 1;
    } catch (error) {
      this.#error = error instanceof Error ? error.message : String(error);
    }
    this.#asking = false;
    this.#answered = reasons;
    this.#draw();
    if (reasons < this.#reasons) this.refresh();
  }

  #request(): CurveRequest {
    const preview = !isPreview(this.#lines ?? []);
    // The chart knows its width; to ask the page for it, amid an update, would lay the page out.
    const width = (this.#chart?.width ?? this.root.clientWidth) || 400;
    // In steps of 100, so that charts of about one width share a query.
    const points = Math.min(
      this.#options.points,
      Math.max(400, Math.ceil((width * bucketsPerPixel) / 100) * 100),
    );
    const x = this.#options.axis;
    const window = this.#window;
    // A series that fits is taken whole: then its neighbours outside the window are there as well.
    if (!window || !this.#extent || (this.#lines && fits(this.#lines, points)))
      return { x, range: null, points, preview };
    const more = (window.max - window.min) * margin;
    const range = {
      min: window.min - more,
      ...(!this.#viewport.follows && { max: window.max + more }),
    };
    return { x, range, points: Math.ceil(points * (1 + 2 * margin)), preview };
  }

  #take(lines: readonly PlotLine[], { range }: CurveRequest): void {
    this.#lines = lines;
    const ends = lines.flatMap(({ series: { x_first: first, x_last: last } }) =>
      first.length === 0 ? [] : [{ min: first[0] ?? NaN, max: last.at(-1) ?? NaN }],
    );
    if (ends.length === 0) return;
    const { min, max } = ends.reduce(union);
    this.#extent = {
      min: range ? (this.#extent?.min ?? min) : min,
      max: range?.max === undefined ? max : (this.#extent?.max ?? max),
    };
    this.#viewport.report(this.#key, this.#extent);
  }

  #onViewport(): void {
    if (this.#viewport.window !== this.#window) {
      this.#window = this.#viewport.window;
      this.refresh();
      this.#draw();
    }
    this.#drawCrosshair();
  }

  #shown(): XWindow {
    const window = this.#window ?? this.#extent ?? { min: 0, max: 1 };
    return window.min < window.max ? window : { min: window.min - 0.5, max: window.max + 0.5 };
  }

  /** At most once per frame, whatever changed. */
  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#drawNow());
  }

  #drawNow(): void {
    const lines = this.#lines;
    if (this.#disposed || !this.#visible) return;
    if (lines) {
      const { axis, log, colours } = this.#options;
      this.#drawn = this.#toDrawn(lines);
      const view = {
        lines: this.#drawn,
        axis: axisKind(axis),
        window: this.#shown(),
        log,
        colours,
      };
      if (this.#chart) this.#chart.draw(view);
      else this.#chart = new LineChart(this.canvas, view);
      const ends = lines.map(({ series }) => series.x_last.at(-1) ?? -Infinity);
      const end = Math.max(...ends);
      this.root.dataset["drawn"] = Number.isFinite(end) ? String(end) : "";
      this.#onDrawn(this.#drawn.map(({ curve }) => curve));
    }
    // A curve that cannot be read anew stays readable; the page says at its top what is wrong.
    const message = this.#lines ? this.#emptyMessage() : this.#error;
    setText(this.#message, message ?? "");
    this.#message.hidden = message === null;
    this.#reset.hidden = this.#window === null;
    this.#drawCrosshair();
  }

  #toDrawn(lines: readonly PlotLine[]): DrawnLine[] {
    const { log, smoothing, look } = this.#options;
    const curves = new Map<Series, Curve>();
    const drawn = lines.map(({ id, series }): DrawnLine => {
      const curve = this.#curves.get(series) ?? toCurve(series, { smoothing, log });
      curves.set(series, curve);
      return { id, curve, look: look(id) };
    });
    this.#curves = curves;
    return drawn;
  }

  #emptyMessage(): string | null {
    if (!this.#lines) return null;
    if (this.#lines.length === 0) return "No run of this chart is shown";
    if (this.#lines.some(({ series }) => series.x_first.length > 0)) {
      const curves = this.#drawn.map(({ curve }) => curve);
      if (curves.some(({ mean }) => mean.some(({ y }) => !Number.isNaN(y)))) return null;
      const isDropped = curves.some(({ dropped }) => dropped);
      return isDropped ? "A log scale shows only values above 0" : "No finite values";
    }
    return this.#window ? "No points in this range" : "No points yet";
  }

  #hover(event: PointerEvent): void {
    const chart = this.#chart;
    const [first, ...others] = this.#drawn;
    const [only] = this.#lines ?? [];
    if (!chart || !first || !only || event.buttons !== 0) {
      this.#tooltip.hide();
      return;
    }
    const box = this.root.getBoundingClientRect();
    const x = valueAt(this.#shown(), chart.area, event.clientX - box.left);
    const axis = axisKind(this.#options.axis);
    if (others.length > 0) {
      const y = event.clientY - box.top;
      const told = describeLines(this.#drawn, x, axis, (value) =>
        Math.abs(chart.pixel({ x, y: value }).y - y),
      );
      if (told) this.#tell(event, told.x, told.title, told.lines);
      return;
    }
    const { curve, look } = first;
    const row = nearest(curve.x, x);
    const at = curve.x[row];
    if (at === undefined) return;
    const smoothed = curve.smoothed?.[row]?.y ?? NaN;
    const { title, lines } = describeBucket(only.series, row, axis, smoothed);
    this.#tell(event, at, look.label === "" ? title : `${look.label} · ${title}`, lines);
  }

  #tell(event: PointerEvent, x: number, title: string, lines: readonly TooltipLine[]): void {
    this.#tooltip.show(event.clientX, event.clientY, title, lines);
    this.#viewport.setHover(x);
  }

  #drawCrosshair(): void {
    const x = this.#viewport.hover;
    const area = this.#chart?.area;
    const pixel = x === null || !this.#chart ? NaN : this.#chart.pixel({ x, y: 0 }).x;
    this.#crosshair.hidden = !(area && pixel >= area.left && pixel <= area.right);
    if (!area || this.#crosshair.hidden) return;
    this.#crosshair.style.transform = `translateX(${Math.round(pixel)}px)`;
    this.#crosshair.style.top = `${area.top}px`;
    this.#crosshair.style.height = `${area.bottom - area.top}px`;
  }
}

function isPreview(lines: readonly PlotLine[]): boolean {
  return lines.some(({ series }) => series.preview === true);
}

/** Whether every series has no more points than asked for, so that it was taken point by point. */
function fits(lines: readonly PlotLine[], points: number): boolean {
  return lines.every(({ series }) => series.total <= points);
}
