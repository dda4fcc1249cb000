import { xScale } from "#webviews/shared/charts/axes/xScale.ts";
import { clampWindow, type XWindow } from "#webviews/shared/charts/axes/xWindow.ts";
import type { ChartStyle } from "#webviews/shared/charts/chartStyle.ts";
import { CurveLoader } from "#webviews/shared/charts/data/curveLoader.ts";
import { t } from "#webviews/shared/charts/texts.ts";

import { LineChart, type PlotSize } from "./chart.ts";
import type { ChartView } from "./chartView.ts";
import { DrawnLines } from "./drawnLines.ts";
import type { DrawQueue } from "./drawQueue.ts";
import { emptyMessage } from "./emptyMessage.ts";
import { makeChartView } from "./makeChartView.ts";
import { metricLooks } from "./metricLooks.ts";
import { PlotFrame } from "./plotFrame.ts";
import type { PlotCommon, PlotLinks, PlotListener, PlotOptions } from "./plotOptions.ts";
import { PlotPointer } from "./plotPointer.ts";
import { shownWindow } from "./shownWindow.ts";
import { attachZoom } from "./zoom/attachZoom.ts";

const bucketsPerPixel = 1;

/** The plot of one metric or several, of one run or many: draws what it shows, only while it is in sight. */
export class Plot {
  readonly #frame: PlotFrame;
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

  constructor(
    id: string,
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
    this.#frame = new PlotFrame(() => {
      this.#links.viewport.set(null);
      this.#links.y.set(null);
    });
    this.#listen();
    attachZoom(this.#frame.root, {
      area: () => (this.#view && this.#chart?.area) ?? null,
      x: {
        shown: () => this.#shown(),
        scale: () => xScale(this.#options.style.logX),
        isZoomed: () => this.#window !== null,
        show: (window) => this.#links.viewport.set(window),
      },
      y: {
        shown: () => this.#view?.range ?? { min: 0, max: 1 },
        scale: () => xScale(this.#options.style.logY),
        isZoomed: () => this.#links.y.window !== null,
        show: (window) => this.#zoomY(window),
      },
    });
    this.#pointer = new PlotPointer(this.#frame.root, tooltip, {
      chart: () => this.#chart,
      view: () => this.#view,
      cursor: () => this.#links.cursor,
      onNear: () => this.#drawSoon(),
      onReading: (value) => listener.onReading(value),
    });
    this.#sized = new ResizeObserver(([entry]) => this.#resize(entry));
    this.#sized.observe(this.#frame.root);
  }

  /** As it is shown. */
  setName(name: string): void {
    this.#frame.setName(name);
  }

  get root(): HTMLElement {
    return this.#frame.root;
  }

  get canvas(): HTMLCanvasElement {
    return this.#frame.canvas;
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
    if (hasOtherY(style, before.style)) this.#links.y.set(null);
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
    const { viewport, y, cursor } = this.#links;
    this.#listening = [
      viewport.listen(() => this.#onViewport()),
      y.listen(() => this.#drawSoon()),
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

  /** Only within what there is: a plot without lines in sight would be hard to leave. */
  #zoomY(window: XWindow | null): void {
    const full = this.#view?.fullRange;
    this.#links.y.set(window && full ? clampWindow(window, full) : null);
  }

  #shown(): XWindow {
    const { extent, lines = [] } = this.#loader;
    return shownWindow(this.#window, extent, lines, this.#options);
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
      else this.#chart = new LineChart(this.#frame.canvas, view, this.#size);
      const ends = view.lines.map(({ curve }) => curve.series.x_last.at(-1) ?? -Infinity);
      this.#frame.drawnTo = Math.max(...ends);
      this.#listener.onDrawn(view);
    }
    // What was drawn over another axis says nothing of this one.
    else if (this.#loader.error !== null) this.#clear();
    // A curve that cannot be read anew stays readable; the page says at its top what is wrong.
    const { error } = this.#loader;
    const message = view ? emptyMessage(view, this.#window !== null) : (error ?? t("Loading…"));
    this.#frame.say(message, view === null && error === null);
    this.#frame.isZoomed = this.#window !== null || this.#links.y.window !== null;
    this.#pointer.draw();
  }

  #clear(): void {
    this.#view = undefined;
    this.#chart?.dispose();
    this.#chart = undefined;
    this.#frame.drawnTo = null;
    this.#listener.onDrawn(null);
  }

  #makeView(): ChartView | null {
    const { lines, keys } = this.#loader;
    if (!lines) return null;
    const { style, amount, colours, look } = this.#options;
    const { logX, logY, stages: hasStages } = style;
    const drawn = this.#lines.make(
      lines,
      metricLooks(lines, keys, colours, look),
      { isSmoothed: amount > 0, logX, logY },
      { hasMetrics: keys.length > 1, hasStages },
    );
    return makeChartView(
      drawn,
      this.#shown(),
      this.#links.y.window,
      this.#options,
      this.#pointer.near,
    );
  }
}

/** Whether the y axis is to show something else: what was zoomed to on it before then means nothing. */
function hasOtherY(style: ChartStyle, before: ChartStyle): boolean {
  return (["logY", "clip", "yMin", "yMax"] as const).some((name) => style[name] !== before[name]);
}
