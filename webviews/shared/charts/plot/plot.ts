import { axisKind, axisTitle } from "#webviews/shared/charts/axes/axis.ts";
import type { Cursor } from "#webviews/shared/charts/axes/cursor.ts";
import type { Viewport } from "#webviews/shared/charts/axes/viewport.ts";
import { type XScale, xScale } from "#webviews/shared/charts/axes/xScale.ts";
import { withHeadroom, type XWindow } from "#webviews/shared/charts/axes/xWindow.ts";
import { yRange } from "#webviews/shared/charts/axes/yRange.ts";
import type { ChartStyle } from "#webviews/shared/charts/chartStyle.ts";
import { CurveLoader } from "#webviews/shared/charts/data/curveLoader.ts";
import type { LineSource } from "#webviews/shared/charts/data/lineSource.ts";
import { t } from "#webviews/shared/charts/texts.ts";
import type { ChartColours } from "#webviews/shared/charts/theme.ts";
import { element, setText } from "#webviews/shared/element.ts";

import { LineChart, type PlotSize } from "./chart.ts";
import type { ChartView } from "./chartView.ts";
import type { DrawnLine, LineLook } from "./drawnLine.ts";
import { DrawnLines } from "./drawnLines.ts";
import { drawnStages } from "./drawnStages.ts";
import type { DrawQueue } from "./drawQueue.ts";
import { emptyMessage } from "./emptyMessage.ts";
import { metricLooks } from "./metricLooks.ts";
import { outsideRange } from "./outsideRange.ts";
import { PlotPointer } from "./plotPointer.ts";
import type { Tooltip } from "./tooltip.ts";
import { attachZoom } from "./zoom.ts";

/** How a chart is drawn. */
export interface PlotOptions {
  readonly style: ChartStyle;
  /** Amount of smoothing, 0 for none. */
  readonly amount: number;
  /** Most buckets asked for. */
  readonly points: number;
  readonly colours: ChartColours;
  /** How the line of this run or group looks. */
  readonly look: (id: string) => LineLook;
  /** Lines and runs that stand out. */
  readonly standOut: ReadonlySet<string>;
}

/** What all plots of a page have in common. */
export interface PlotCommon {
  readonly source: LineSource;
  readonly tooltip: Tooltip;
  readonly queue: DrawQueue;
}

/** What a plot shares with others. */
export interface PlotLinks {
  readonly viewport: Viewport;
  readonly cursor: Cursor;
}

/** What a plot tells its card. */
export interface PlotListener {
  onDrawn(view: ChartView): void;
  /** The value under the cursor where there is one line; null where the pointer is elsewhere. */
  onReading(value: string | null): void;
}

const bucketsPerPixel = 1;

/** The plot of one metric or several, of one run or many: draws what it shows, only while it is in sight. */
export class Plot {
  readonly root: HTMLElement;
  readonly canvas = element("canvas", { attributes: { role: "img" } });
  readonly #message = element("div", { class: "plot-message", attributes: { hidden: true } });
  readonly #reset = element("button", {
    class: "plot-reset",
    text: t("Reset zoom"),
    attributes: { type: "button", hidden: true },
    on: { click: () => this.#links.viewport.set(null) },
  });
  readonly #id: string;
  readonly #loader: CurveLoader;
  readonly #pointer: PlotPointer;
  readonly #listener: PlotListener;
  readonly #lines = new DrawnLines();
  readonly #queue: DrawQueue;
  readonly #draw = (): void => this.#drawNow();
  readonly #sized: ResizeObserver;
  #options: PlotOptions;
  #links: PlotLinks;
  #listening: readonly { dispose(): void }[] = [];
  #window: XWindow | null;
  #chart: LineChart | undefined;
  #view: ChartView | undefined;
  #visible = false;
  #size: PlotSize = { width: 0, height: 0 };
  /** What was last drawn of what the loader knows. */
  #drawn: readonly unknown[] = [];
  #disposed = false;

  /** `name` as it is shown. */
  constructor(
    id: string,
    name: string,
    keys: readonly string[],
    options: PlotOptions,
    links: PlotLinks,
    { source, tooltip, queue }: PlotCommon,
    listener: PlotListener,
  ) {
    this.#id = id;
    this.#options = options;
    this.#links = links;
    this.#window = links.viewport.window;
    this.#listener = listener;
    this.#queue = queue;
    this.#loader = new CurveLoader(
      keys,
      source,
      () => this.#wanted(),
      () => this.#onAnswer(),
    );
    const label = t(
      "Chart of {name}; keys + and - zoom, arrows pan, Shift+arrows read, 0 shows all",
      { name },
    );
    this.root = element(
      "div",
      { class: "plot", attributes: { tabindex: 0, role: "group", "aria-label": label } },
      this.canvas,
      this.#message,
      this.#reset,
    );
    this.#listen();
    attachZoom(this.root, {
      area: () => (this.#view && this.#chart?.area) ?? null,
      shown: () => this.#shown(),
      scale: () => this.#scale(),
      show: (window) => this.#links.viewport.set(window),
    });
    this.#pointer = new PlotPointer(this.root, tooltip, {
      chart: () => this.#chart,
      view: () => this.#view,
      cursor: () => this.#links.cursor,
      onNear: () => this.#drawSoon(),
      onReading: (value) => listener.onReading(value),
    });
    this.#sized = new ResizeObserver(([entry]) => this.#resize(entry));
    this.#sized.observe(this.root);
  }

  /** What is drawn; undefined before there is anything. */
  get view(): ChartView | undefined {
    return this.#view;
  }

  get axis(): string {
    return this.#options.style.axis;
  }

  setOptions(options: PlotOptions): void {
    const before = this.#options;
    this.#options = options;
    const { style } = options;
    if (style.axis !== before.style.axis) this.#loader.clear();
    const isStale =
      style.axis !== before.style.axis ||
      style.smoothing !== before.style.smoothing ||
      style.logX !== before.style.logX ||
      options.amount !== before.amount ||
      options.points !== before.points;
    if (isStale) this.#loader.refresh();
    this.#drawSoon();
  }

  setLinks(links: PlotLinks): void {
    this.#links = links;
    this.#listen();
    this.#report();
    this.#onViewport();
  }

  setKeys(keys: readonly string[]): void {
    this.#loader.setKeys(keys);
  }

  /** Out of sight a plot keeps neither a chart nor a running query. */
  setVisible(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    if (visible) {
      this.#loader.resume();
      this.#drawSoon();
    } else {
      this.#loader.pause();
      this.#chart?.dispose();
      this.#chart = undefined;
    }
  }

  /** It is to look otherwise. */
  redraw(): void {
    this.#drawSoon();
  }

  /** There are new points, or room for others. */
  refresh(): void {
    this.#loader.refresh();
  }

  get failed(): boolean {
    return this.#loader.error !== null;
  }

  dispose(): void {
    this.#disposed = true;
    this.#loader.pause();
    this.#queue.remove(this.#draw);
    this.#sized.disconnect();
    for (const listening of this.#listening) listening.dispose();
    this.#chart?.dispose();
    this.#chart = undefined;
  }

  #listen(): void {
    for (const listening of this.#listening) listening.dispose();
    const { viewport, cursor } = this.#links;
    this.#listening = [
      viewport.listen(() => this.#onViewport()),
      cursor.listen(() => this.#pointer.draw()),
    ];
  }

  #wanted() {
    const width = this.#size.width || 400;
    const { style, amount, points } = this.#options;
    // In steps of 100, so that charts of about one width share a query.
    const room = Math.max(400, Math.ceil((width * bucketsPerPixel) / 100) * 100);
    return {
      style,
      amount,
      window: this.#window,
      follows: this.#links.viewport.follows,
      points: Math.min(points, room),
    };
  }

  /** A chart of which nothing has changed is not drawn again: of ten runs one may be live. */
  #onAnswer(): void {
    this.#report();
    const { lines, error } = this.#loader;
    if (this.#drawn[0] !== lines || this.#drawn[1] !== error) this.#drawSoon();
  }

  #resize(entry: ResizeObserverEntry | undefined): void {
    if (!entry) return;
    const { width, height } = entry.contentRect;
    const before = this.#size;
    // A canvas has whole pixels.
    this.#size = { width: Math.floor(width), height: Math.floor(height) };
    if (before.width > 0 && before.width !== this.#size.width) this.#loader.refresh();
    this.#drawSoon();
  }

  #report(): void {
    const { extent } = this.#loader;
    if (extent) this.#links.viewport.report(this.#id, extent);
  }

  #onViewport(): void {
    if (this.#links.viewport.window !== this.#window) {
      this.#window = this.#links.viewport.window;
      this.#loader.refresh();
      this.#drawSoon();
    }
    this.#pointer.draw();
  }

  #scale(): XScale {
    return xScale(this.#options.style.logX);
  }

  #shown(): XWindow {
    const { logX } = this.#options.style;
    const window = this.#window ?? this.#loader.extent ?? { min: logX ? 1 : 0, max: logX ? 10 : 1 };
    if (!logX && !(window.min < window.max))
      return { min: window.min - 0.5, max: window.max + 0.5 };
    if (!logX) return this.#window === null && this.#isLive() ? withHeadroom(window) : window;
    const max = window.max > 0 ? window.max : 10;
    const min = window.min > 0 ? window.min : this.#leastAboveZero(max);
    return min < max ? { min, max } : { min: min / 2, max: min * 2 };
  }

  #isLive(): boolean {
    const { look } = this.#options;
    return (this.#loader.lines ?? []).some(({ id }) => look(id).status === "running");
  }

  #leastAboveZero(max: number): number {
    const places = (this.#loader.lines ?? []).map(
      ({ series }) => series.x_first.find((x) => x > 0) ?? Infinity,
    );
    return Math.max(Math.min(max / 10, ...places), max * 1e-12);
  }

  /** At most once per frame, whatever changed. */
  #drawSoon(): void {
    if (this.#visible) this.#queue.add(this.#draw, this.#chart === undefined);
  }

  #drawNow(): void {
    if (this.#disposed || !this.#visible || this.#size.width === 0) return;
    const view = this.#makeView();
    this.#drawn = [this.#loader.lines, this.#loader.error];
    if (view) {
      this.#view = view;
      if (this.#chart) this.#chart.draw(view, this.#size);
      else this.#chart = new LineChart(this.canvas, view, this.#size);
      const ends = view.lines.map(({ curve }) => curve.series.x_last.at(-1) ?? -Infinity);
      const end = Math.max(...ends);
      this.root.dataset["drawn"] = Number.isFinite(end) ? String(end) : "";
      this.#listener.onDrawn(view);
    }
    // What was drawn over another axis says nothing of this one.
    else if (this.#loader.error !== null) {
      this.#view = undefined;
      this.#chart?.dispose();
      this.#chart = undefined;
      delete this.root.dataset["drawn"];
    }
    // A curve that cannot be read anew stays readable; the page says at its top what is wrong.
    const { error } = this.#loader;
    const message = view ? emptyMessage(view, this.#window !== null) : (error ?? t("Loading…"));
    this.#message.classList.toggle("plot-loading", view === null && error === null);
    setText(this.#message, message ?? "");
    this.#message.hidden = message === null;
    this.#reset.hidden = this.#window === null;
    this.#pointer.draw();
  }

  #makeView(): ChartView | null {
    const { lines, keys } = this.#loader;
    if (!lines) return null;
    const { style, amount, colours, look, standOut: pinned } = this.#options;
    const { logX, logY } = style;
    const looks = metricLooks(lines, keys, colours, look);
    const curveOptions = { isSmoothed: amount > 0, logX, logY };
    const drawn = this.#lines.make(lines, looks, curveOptions, {
      hasMetrics: keys.length > 1,
      hasStages: style.stages,
    });
    const window = this.#shown();
    const curves = drawn.map(({ curve }) => curve);
    const range = yRange(curves, window, style) ?? { min: logY ? 0.1 : 0, max: 1 };
    const { near } = this.#pointer;
    const chosen = new Set(near === null ? pinned : [...pinned, near]);
    const isChosen = ({ id, run }: DrawnLine): boolean => chosen.has(id) || chosen.has(run);
    const standOut = drawn.length > 1 && drawn.some(isChosen) ? chosen : null;
    return {
      lines: drawn,
      axis: axisKind(style.axis),
      axisTitle: axisTitle(style.axis),
      window,
      range,
      logX,
      logY,
      colours,
      standOut,
      stages: drawnStages(drawn, window, standOut),
      outside: isClipped(style)
        ? drawn.map((line) => ({ line, outside: outsideRange(line.curve, window, range) }))
        : [],
    };
  }
}

/** Whether some values may lie beyond the y axis. */
function isClipped({ clip, yMin, yMax }: ChartStyle): boolean {
  return clip > 0 || yMin !== null || yMax !== null;
}
