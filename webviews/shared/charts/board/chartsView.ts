import { axisKind } from "#webviews/shared/charts/axes/axis.ts";
import type { ChartStyle } from "#webviews/shared/charts/chartStyle.ts";
import type { LineSource } from "#webviews/shared/charts/data/lineSource.ts";
import type { LineLook } from "#webviews/shared/charts/plot/drawnLine.ts";
import { DrawQueue } from "#webviews/shared/charts/plot/drawQueue.ts";
import { Tooltip } from "#webviews/shared/charts/plot/tooltip.ts";
import { downloadFile, type SaveFile } from "#webviews/shared/charts/save/saveFile.ts";
import { t } from "#webviews/shared/charts/texts.ts";
import { type ChartColours, readColours, watchTheme } from "#webviews/shared/charts/theme.ts";
import { element, setText } from "#webviews/shared/element.ts";
import type { ChartSettings } from "#webviews/shared/messages.ts";

import { usualBoard } from "./board.ts";
import { BoardCards } from "./boardCards.ts";
import { BoardCombined } from "./boardCombined.ts";
import { BoardLinks } from "./boardLinks.ts";
import { BoardSections } from "./boardSections.ts";
import { BoardStyle } from "./boardStyle.ts";
import type { ChartMetric } from "./chartMetric.ts";
import { type ChartsUi, parseChartsUi } from "./chartsUi.ts";
import { ChartToolbar } from "./chartToolbar.ts";
import { metricFilter } from "./metricGroups.ts";

/** What the charts of a page are made of. */
export interface ChartsOptions {
  readonly ui: ChartsUi;
  readonly settings: ChartSettings;
  readonly source: LineSource;
  /** Whether other metrics can be put on the x axis; they can, where nothing else is said. */
  readonly hasMetricAxis?: boolean;
  /** Controls of the page, at the end of those of the charts. */
  readonly controls: readonly HTMLElement[];
  /** How the line of this id looks. */
  look(id: string, colours: ChartColours): LineLook;
  /** How files are saved; as downloads, where nothing else is said. */
  readonly save?: SaveFile | undefined;
  onUi(ui: ChartsUi): void;
  /** The colour theme is another one. */
  onColours?(colours: ChartColours): void;
}

/** Milliseconds the reader is told of how something went. */
const toldFor = 4000;

/** All charts of a page: what is drawn, how, and in which order. */
export class ChartsView {
  readonly root: HTMLElement;
  readonly #empty = element("p", { class: "empty", attributes: { hidden: true } });
  readonly #told = element("div", { class: "told", attributes: { role: "status" } });
  readonly #page: ChartsOptions;
  #toolbar: ChartToolbar;
  readonly #sections: BoardSections;
  readonly #links: BoardLinks;
  readonly #style: BoardStyle;
  readonly #cards: BoardCards;
  readonly #theme: { dispose(): void };
  #ui: ChartsUi;
  #metrics = new Map<string, ChartMetric>();
  readonly #combined: BoardCombined;
  #toldTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(page: ChartsOptions) {
    const { ui, settings } = page;
    this.#page = page;
    // Nothing else that the page keeps: it would come back with the next change of the charts, as it was at first.
    this.#ui = parseChartsUi(ui);
    this.#style = new BoardStyle(
      () => this.#ui,
      settings,
      (id, colours) => page.look(id, colours),
      (key) => this.#definedAxis(key),
    );
    const tooltip = new Tooltip();
    this.#combined = new BoardCombined(
      () => this.#ui,
      (change) => this.#onUi(change),
    );
    this.#links = new BoardLinks(
      () => this.#ui,
      (change) => this.#setUi(change),
    );
    this.#sections = new BoardSections({
      ui: () => this.#ui,
      onUi: (change) => this.#onUi(change),
      card: (key) => this.#cards.root(key),
    });
    this.#cards = new BoardCards({
      common: { source: page.source, tooltip, queue: new DrawQueue() },
      links: this.#links,
      style: this.#style,
      save: page.save ?? downloadFile,
      ui: () => this.#ui,
      onUi: (change) => this.#onUi(change),
      metric: (key) => this.#metrics.get(key) ?? this.#combined.get(key),
      own: (key) => this.#combined.own(key),
      axisMetrics: () => this.#axisMetrics(),
      move: (key, places) => this.#sections.move(key, places),
      onDrag: (key) => this.#sections.drag(key),
      point: (line) => this.point(line),
      tell: (text) => this.#tell(text),
    });
    this.#theme = watchTheme(() => {
      const colours = readColours();
      this.#style.colours = colours;
      page.onColours?.(colours);
      this.#cards.restyle();
    });
    this.#toolbar = this.#makeToolbar();
    this.root = element(
      "div",
      { class: "charts" },
      element("h2", { class: "visually-hidden", text: t("Charts") }),
      this.#toolbar.root,
      this.#sections.root,
      this.#empty,
      this.#told,
      tooltip.root,
    );
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
    this.root.dataset["size"] = ui.size;
  }

  update(metrics: readonly ChartMetric[], settings: ChartSettings): void {
    const keysChanged =
      metrics.length !== this.#metrics.size || metrics.some(({ key }) => !this.#metrics.has(key));
    const { settings: before } = this.#style;
    const settingsChanged =
      settings.points !== before.points || settings.smoothing !== before.smoothing;
    this.#metrics = new Map(metrics.map((metric) => [metric.key, metric]));
    this.#style.settings = settings;
    this.#combined.update(metrics);
    if (keysChanged) {
      this.#arrange();
      this.#toolbar.setMetrics(this.#axisMetrics());
    }
    if (settingsChanged) this.#cards.restyle();
    this.#cards.update();
  }

  /** Draws everything in sight again: lines look otherwise. */
  redraw(): void {
    this.#cards.restyle();
  }

  /** Lets the lines of a run or group stand out; null ends it. */
  point(line: string | null): void {
    if (line === this.#style.pointed) return;
    this.#style.pointed = line;
    this.#cards.restyle();
  }

  /** Asks for what is in sight again: for the charts of one metric, or for all. */
  refresh(key?: string): void {
    this.#cards.refresh(key);
  }

  setEmptyText(text: string | null): void {
    setText(this.#empty, text ?? "");
    this.#empty.hidden = text === null;
  }

  dispose(): void {
    this.#theme.dispose();
    clearTimeout(this.#toldTimer);
    this.#cards.dispose();
  }

  #onStyle(change: Partial<ChartStyle>): void {
    const before = this.#ui.style;
    this.#setUi({ style: { ...before, ...change } });
    const isOtherAxis = change.axis !== undefined && change.axis !== before.axis;
    // First the axis, so that no chart reports or asks for places of the other one.
    this.#cards.restyle();
    if (isOtherAxis) this.#links.clear();
    if (isOtherAxis) this.#cards.relink();
  }

  #onUi(change: Partial<ChartsUi>): void {
    const before = this.#ui;
    this.#setUi(change);
    const { filter, linked, linkedCursor, size, order, sectionOrder, combined } = this.#ui;
    if (combined !== before.combined) {
      this.#combined.update([...this.#metrics.values()]);
      const kept = new Set(combined.map(({ id }) => id));
      for (const { id } of before.combined) if (!kept.has(id)) this.#cards.drop(id);
      this.#cards.update();
    }
    const isArranged =
      filter === before.filter &&
      order === before.order &&
      sectionOrder === before.sectionOrder &&
      combined === before.combined;
    if (!isArranged) this.#arrange();
    if (linked !== before.linked || linkedCursor !== before.linkedCursor) this.#cards.relink();
    if (size !== before.size) {
      this.root.dataset["size"] = size;
      this.refresh();
    }
  }

  #setUi(change: Partial<ChartsUi>): void {
    this.#ui = { ...this.#ui, ...change };
    this.#page.onUi(this.#ui);
  }

  #arrange(): void {
    const matches = metricFilter(this.#ui.filter);
    this.#sections.arrange([...this.#metrics.keys()].filter(matches), this.#combined.keys);
    this.#cards.onArranged();
    // With few charts there is room to draw them large.
    this.root.classList.toggle("few", this.#metrics.size <= 2);
    const nothingMatches = this.#sections.isEmpty && this.#metrics.size > 0;
    this.setEmptyText(nothingMatches ? t("No metric matches the filter.") : null);
  }

  #makeToolbar(): ChartToolbar {
    return new ChartToolbar(
      {
        ui: () => this.#ui,
        values: () => {
          const { style } = this.#ui;
          return { style, amount: this.#style.amount(style), window: this.#links.window };
        },
        onUi: (change) => this.#onUi(change),
        onStyle: (change) => this.#onStyle(change),
        onWindow: (window) => this.#links.show(window),
        combine: () => this.#cards.scrollTo(this.#combined.add()),
        reset: () => this.#reset(),
      },
      this.#page.controls,
    );
  }

  #reset(): void {
    const { style, ...board } = usualBoard();
    this.#onUi(board);
    this.#onStyle(style);
    this.#cards.relink();
    const before = this.#toolbar.root;
    this.#toolbar = this.#makeToolbar();
    this.#toolbar.setMetrics(this.#axisMetrics());
    before.replaceWith(this.#toolbar.root);
    this.#tell(t("The board is as it was at first."));
  }

  #tell(text: string): void {
    setText(this.#told, text);
    clearTimeout(this.#toldTimer);
    this.#toldTimer = setTimeout(() => setText(this.#told, ""), toldFor);
  }

  #onKey(event: KeyboardEvent): void {
    const places = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!event.altKey || places === undefined || !(event.target instanceof HTMLElement)) return;
    const key = event.target.closest<HTMLElement>("[data-metric]")?.dataset["metric"];
    if (key === undefined) return;
    event.preventDefault();
    this.#sections.move(key, places);
    event.target.focus();
  }

  /** What the runs of a metric say it is drawn over, where that is there. */
  #definedAxis(key: string): string | undefined {
    const x = this.#metrics.get(key)?.definition?.().x;
    if (x === undefined || x === key || this.#page.hasMetricAxis === false) return undefined;
    return axisKind(x) !== "metric" || this.#metrics.has(x) ? x : undefined;
  }

  #axisMetrics(): string[] {
    return this.#page.hasMetricAxis === false ? [] : [...this.#metrics.keys()];
  }
}
