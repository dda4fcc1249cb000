import type { ChartStyle } from "#webviews/shared/charts/chartStyle.ts";
import type { LineSource } from "#webviews/shared/charts/data/lineSource.ts";
import type { LineLook } from "#webviews/shared/charts/plot/drawnLine.ts";
import { DrawQueue } from "#webviews/shared/charts/plot/drawQueue.ts";
import type { PlotCommon, PlotOptions } from "#webviews/shared/charts/plot/plot.ts";
import { Tooltip } from "#webviews/shared/charts/plot/tooltip.ts";
import { downloadFile, type SaveFile } from "#webviews/shared/charts/save/saveFile.ts";
import { t } from "#webviews/shared/charts/texts.ts";
import { type ChartColours, readColours, watchTheme } from "#webviews/shared/charts/theme.ts";
import { element, setText } from "#webviews/shared/element.ts";
import type { ChartSettings } from "#webviews/shared/messages.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import { BoardLinks } from "./boardLinks.ts";
import { BoardSections } from "./boardSections.ts";
import { cardMenu } from "./cardMenu.ts";
import { openCardSettings } from "./cardSettings.ts";
import { ChartCard } from "./chartCard.ts";
import type { ChartMetric } from "./chartMetric.ts";
import { type ChartsUi, parseChartsUi } from "./chartsUi.ts";
import { ChartToolbar } from "./chartToolbar.ts";
import { combinedMetrics } from "./combinedMetrics.ts";
import { openMenu } from "./menu.ts";
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

/** Of charts of several metrics. */
const idPrefix = "combined:";
/** Milliseconds the reader is told of how something went. */
const toldFor = 4000;

/** All charts of a page: what is drawn, how, and in which order. */
export class ChartsView {
  readonly root: HTMLElement;
  readonly #empty = element("p", { class: "empty", attributes: { hidden: true } });
  readonly #told = element("div", { class: "told", attributes: { role: "status" } });
  readonly #common: PlotCommon;
  readonly #page: ChartsOptions;
  readonly #toolbar: ChartToolbar;
  readonly #sections: BoardSections;
  readonly #links: BoardLinks;
  readonly #cards = new Map<string, ChartCard>();
  readonly #inSight: IntersectionObserver;
  readonly #theme: { dispose(): void };
  #ui: ChartsUi;
  #settings: ChartSettings;
  #metrics = new Map<string, ChartMetric>();
  #combined = new Map<string, ChartMetric>();
  #colours = readColours();
  #toldTimer: ReturnType<typeof setTimeout> | undefined;
  /** A line pointed at outside of its plot. */
  #pointed: string | null = null;

  constructor(page: ChartsOptions) {
    const { ui, settings, controls } = page;
    this.#page = page;
    // Nothing else that the page keeps: it would come back with the next change of the charts, as it was at first.
    this.#ui = parseChartsUi(ui);
    this.#settings = settings;
    const tooltip = new Tooltip();
    this.#common = { source: page.source, tooltip, queue: new DrawQueue() };
    this.#links = new BoardLinks(
      () => this.#ui,
      (change) => this.#setUi(change),
    );
    this.#sections = new BoardSections({
      ui: () => this.#ui,
      onUi: (change) => this.#onUi(change),
      card: (key) => this.#card(key),
    });
    this.#inSight = new IntersectionObserver((entries) => this.#onSight(entries), {
      rootMargin: "200px",
    });
    this.#theme = watchTheme(() => {
      this.#colours = readColours();
      page.onColours?.(this.#colours);
      this.#applyOptions();
    });
    this.#toolbar = new ChartToolbar(
      {
        ui: () => this.#ui,
        values: () => {
          const { style } = this.#ui;
          return { style, amount: this.#amount(style), window: this.#links.window };
        },
        onUi: (change) => this.#onUi(change),
        onStyle: (change) => this.#onStyle(change),
        onWindow: (window) => this.#links.show(window),
        combine: () => this.#combine(),
      },
      controls,
    );
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
    const settingsChanged =
      settings.points !== this.#settings.points || settings.smoothing !== this.#settings.smoothing;
    this.#metrics = new Map(metrics.map((metric) => [metric.key, metric]));
    this.#settings = settings;
    this.#combined = combinedMetrics(this.#ui.combined, metrics);
    if (keysChanged) {
      this.#arrange();
      this.#toolbar.setMetrics(this.#axisMetrics());
    }
    if (settingsChanged) this.#applyOptions();
    for (const [key, card] of this.#cards) {
      const metric = this.#metric(key);
      if (metric) card.setMetric(metric);
    }
  }

  /** Draws everything in sight again: lines look otherwise. */
  redraw(): void {
    this.#applyOptions();
  }

  /** Lets the lines of a run or group stand out; null ends it. */
  point(line: string | null): void {
    if (line === this.#pointed) return;
    this.#pointed = line;
    this.#applyOptions();
  }

  /** Asks for what is in sight again: for the charts of one metric, or for all. */
  refresh(key?: string): void {
    for (const card of this.#cards.values()) {
      const { key: own, keys = [own] } = card.metric;
      if (key === undefined || keys.includes(key)) card.plot.refresh();
    }
  }

  setEmptyText(text: string | null): void {
    setText(this.#empty, text ?? "");
    this.#empty.hidden = text === null;
  }

  dispose(): void {
    this.#theme.dispose();
    this.#inSight.disconnect();
    clearTimeout(this.#toldTimer);
    for (const card of this.#cards.values()) card.plot.dispose();
  }

  #onStyle(change: Partial<ChartStyle>): void {
    const before = this.#ui.style;
    this.#setUi({ style: { ...before, ...change } });
    const isOtherAxis = change.axis !== undefined && change.axis !== before.axis;
    // First the axis, so that no chart reports or asks for places of the other one.
    this.#applyOptions();
    if (isOtherAxis) this.#links.clear();
    if (isOtherAxis) this.#relink();
  }

  #onChartStyle(key: string, change: Partial<ChartStyle> | null): void {
    const { [key]: before, ...others } = this.#ui.styles;
    const changed = change && { ...before, ...change };
    this.#setUi({ styles: changed ? { ...others, [key]: changed } : others });
    const card = this.#cards.get(key);
    card?.plot.setOptions(this.#options(key));
    if (change === null || change.axis !== undefined) this.#relink(key);
  }

  #onUi(change: Partial<ChartsUi>): void {
    const before = this.#ui;
    this.#setUi(change);
    const { filter, linked, linkedCursor, size, order, sectionOrder, combined } = this.#ui;
    if (combined !== before.combined) {
      this.#combined = combinedMetrics(combined, [...this.#metrics.values()]);
      const kept = new Set(combined.map(({ id }) => id));
      for (const { id } of before.combined) if (!kept.has(id)) this.#drop(id);
    }
    const isArranged =
      filter === before.filter &&
      order === before.order &&
      sectionOrder === before.sectionOrder &&
      combined === before.combined;
    if (!isArranged) this.#arrange();
    if (linked !== before.linked || linkedCursor !== before.linkedCursor) this.#relink();
    if (size !== before.size) {
      this.root.dataset["size"] = size;
      this.refresh();
    }
  }

  #setUi(change: Partial<ChartsUi>): void {
    this.#ui = { ...this.#ui, ...change };
    this.#page.onUi(this.#ui);
  }

  #relink(only?: string): void {
    for (const [key, card] of this.#cards) {
      if (only === undefined || key === only)
        card.plot.setLinks(this.#links.of(key, this.#style(key).axis));
    }
  }

  #arrange(): void {
    const matches = metricFilter(this.#ui.filter);
    this.#sections.arrange([...this.#metrics.keys()].filter(matches), [...this.#combined.keys()]);
    // With few charts there is room to draw them large.
    this.root.classList.toggle("few", this.#metrics.size <= 2);
    const nothingMatches = this.#sections.isEmpty && this.#metrics.size > 0;
    this.setEmptyText(nothingMatches ? t("No metric matches the filter.") : null);
  }

  #combine(): void {
    const { combined, filter } = this.#ui;
    const pattern = filter.trim() === "" ? "." : filter.trim();
    const last = Math.max(0, ...combined.map(({ id }) => Number(id.slice(idPrefix.length)) || 0));
    const id = `${idPrefix}${last + 1}`;
    this.#onUi({ combined: [...combined, { id, pattern }] });
    this.#cards.get(id)?.root.scrollIntoView({ block: "nearest" });
  }

  #metric(key: string): ChartMetric | undefined {
    return this.#metrics.get(key) ?? this.#combined.get(key);
  }

  #card(key: string): HTMLElement {
    const existing = this.#cards.get(key);
    if (existing) return existing.root;
    const metric = this.#metric(key);
    if (!metric) return element("span");
    const links = this.#links.of(key, this.#style(key).axis);
    const card = new ChartCard(metric, this.#options(key), links, this.#common, {
      openMenu: (anchor) => this.#openMenu(anchor, card),
      setFullScreen: (isFull) => this.#setFullScreen(isFull ? key : null),
      togglePin: (line) => this.#togglePin(line),
      point: (line) => this.point(line),
      isPinned: (line) => this.#ui.pinned.includes(line),
      onDrag: () => this.#sections.drag(key),
    });
    if (this.#ui.expanded.includes(key)) card.setExpanded(true);
    if (this.#ui.fullScreen === key) card.setFullScreen(true);
    this.#cards.set(key, card);
    this.#inSight.observe(card.root);
    return card.root;
  }

  #drop(key: string): void {
    const card = this.#cards.get(key);
    if (!card) return;
    if (this.#ui.fullScreen === key) this.#setFullScreen(null);
    this.#inSight.unobserve(card.root);
    card.plot.dispose();
    this.#cards.delete(key);
  }

  #openMenu(anchor: HTMLElement, card: ChartCard): void {
    const { key, title = key } = card.metric;
    const name = showControls(title);
    const items = cardMenu(card, name, {
      isExpanded: this.#ui.expanded.includes(key),
      expand: (isExpanded) => this.#expand(card, isExpanded),
      openSettings: () => this.#openSettings(anchor, key, name),
      move: (places) => this.#sections.move(key, places),
      remove: this.#combined.has(key)
        ? () => this.#onUi({ combined: this.#ui.combined.filter(({ id }) => id !== key) })
        : undefined,
      save: this.#page.save ?? downloadFile,
      tell: (text) => this.#tell(text),
    });
    openMenu(anchor, name, items);
  }

  #tell(text: string): void {
    setText(this.#told, text);
    clearTimeout(this.#toldTimer);
    this.#toldTimer = setTimeout(() => setText(this.#told, ""), toldFor);
  }

  #openSettings(anchor: HTMLElement, key: string, name: string): void {
    const style = this.#style(key);
    const { viewport } = this.#links.of(key, style.axis);
    openCardSettings(anchor, {
      name,
      values: { style, amount: this.#amount(style), window: viewport.window },
      metrics: this.#axisMetrics(),
      onStyle: (change) => this.#onChartStyle(key, change),
      onWindow: (window) => this.#links.of(key, this.#style(key).axis).viewport.show(window),
      reset: () => this.#onChartStyle(key, null),
    });
  }

  #expand(card: ChartCard, isExpanded: boolean): void {
    const { key } = card.metric;
    const others = this.#ui.expanded.filter((other) => other !== key);
    this.#setUi({ expanded: isExpanded ? [...others, key] : others });
    card.setExpanded(isExpanded);
  }

  #setFullScreen(key: string | null): void {
    const { fullScreen: before } = this.#ui;
    this.#setUi({ fullScreen: key });
    if (before !== null) this.#cards.get(before)?.setFullScreen(false);
    if (key !== null) this.#cards.get(key)?.setFullScreen(true);
    this.#applyOptions();
  }

  #togglePin(line: string): void {
    const { pinned } = this.#ui;
    const others = pinned.filter((other) => other !== line);
    this.#setUi({ pinned: others.length < pinned.length ? others : [...pinned, line] });
    this.#applyOptions();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === "Escape" && this.#ui.fullScreen !== null && !event.defaultPrevented) {
      this.#setFullScreen(null);
      return;
    }
    const places = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!event.altKey || places === undefined || !(event.target instanceof HTMLElement)) return;
    const key = event.target.closest<HTMLElement>("[data-metric]")?.dataset["metric"];
    if (key === undefined) return;
    event.preventDefault();
    this.#sections.move(key, places);
    event.target.focus();
  }

  #onSight(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const key = target instanceof HTMLElement ? target.dataset["metric"] : undefined;
      if (key !== undefined) this.#cards.get(key)?.plot.setVisible(isIntersecting);
    }
  }

  #style(key: string): ChartStyle {
    return { ...this.#ui.style, ...this.#ui.styles[key] };
  }

  #axisMetrics(): string[] {
    return this.#page.hasMetricAxis === false ? [] : [...this.#metrics.keys()];
  }

  #amount({ amount }: ChartStyle): number {
    return amount ?? this.#settings.smoothing;
  }

  #options(key: string): PlotOptions {
    const style = this.#style(key);
    const colours = this.#colours;
    const { fullScreen, pinned } = this.#ui;
    // The whole page has room for more.
    const points = this.#settings.points * (fullScreen === key ? 2 : 1);
    const standOut = new Set(this.#pointed === null ? pinned : [...pinned, this.#pointed]);
    const look = (id: string): LineLook => this.#page.look(id, colours);
    return { style, amount: this.#amount(style), points, colours, look, standOut };
  }

  #applyOptions(): void {
    for (const [key, card] of this.#cards) card.plot.setOptions(this.#options(key));
  }
}
