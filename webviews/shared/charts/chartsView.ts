import { element } from "#webviews/shared/element.ts";
import type { ChartSettings } from "#webviews/shared/messages.ts";

import { ChartCard } from "./chartCard.ts";
import type { ChartMetric } from "./chartMetric.ts";
import { ChartSection } from "./chartSection.ts";
import type { ChartsUi } from "./chartsUi.ts";
import { type ChartToolbar, chartToolbar } from "./chartToolbar.ts";
import type { LineLook } from "./drawnLine.ts";
import type { LineSource } from "./lineSource.ts";
import { groupMetrics, type MetricGroup, metricFilter } from "./metricGroups.ts";
import type { PlotOptions } from "./plot.ts";
import { type ChartColours, readColours, watchTheme } from "./theme.ts";
import { Tooltip } from "./tooltip.ts";
import { Viewport } from "./viewport.ts";

/** Sections start open up to about this many charts, so that a run with thousands of metrics opens at once. */
const openCharts = 100;

/** What the charts of a page are made of. */
export interface ChartsOptions {
  readonly ui: ChartsUi;
  readonly settings: ChartSettings;
  readonly source: LineSource;
  /** Whether other metrics can be put on the x axis. */
  readonly hasMetricAxis: boolean;
  /** Controls of the page, at the end of those of the charts. */
  readonly controls: readonly HTMLElement[];
  /** How the line of this id looks. */
  look(id: string, colours: ChartColours): LineLook;
  onUi(ui: ChartsUi): void;
  /** The colour theme is another one. */
  onColours?(colours: ChartColours): void;
}

/** All charts of a page, in sections by prefix. */
export class ChartsView {
  readonly root: HTMLElement;
  readonly #body = element("div", { class: "charts-body" });
  readonly #empty = element("p", { class: "empty", attributes: { hidden: true } });
  readonly #tooltip = new Tooltip();
  readonly #page: ChartsOptions;
  readonly #toolbar: ChartToolbar;
  readonly #cards = new Map<string, ChartCard>();
  readonly #sections = new Map<string, ChartSection>();
  readonly #inSight: IntersectionObserver;
  readonly #theme: { dispose(): void };
  readonly #shared: Viewport;
  #ui: ChartsUi;
  #settings: ChartSettings;
  #metrics = new Map<string, ChartMetric>();
  #colours = readColours();

  constructor(page: ChartsOptions) {
    const { ui, settings, controls } = page;
    this.#page = page;
    this.#ui = ui;
    this.#settings = settings;
    this.#shared = new Viewport(ui.window);
    this.#shared.listen(() => {
      if (this.#shared.window !== this.#ui.window) this.#setUi({ window: this.#shared.window });
    });
    this.#inSight = new IntersectionObserver((entries) => this.#onSight(entries), {
      rootMargin: "200px",
    });
    this.#theme = watchTheme(() => {
      this.#colours = readColours();
      page.onColours?.(this.#colours);
      this.#applyOptions();
    });
    this.#toolbar = chartToolbar(
      ui,
      this.#smoothing(),
      (change) => this.#onChange(change),
      ...controls,
    );
    this.root = element(
      "div",
      { class: "charts" },
      element("h2", { class: "visually-hidden", text: "Charts" }),
      this.#toolbar.root,
      this.#body,
      this.#empty,
      this.#tooltip.root,
    );
  }

  update(metrics: readonly ChartMetric[], settings: ChartSettings): void {
    const keysChanged =
      metrics.length !== this.#metrics.size || metrics.some(({ key }) => !this.#metrics.has(key));
    const settingsChanged =
      settings.points !== this.#settings.points || settings.smoothing !== this.#settings.smoothing;
    this.#metrics = new Map(metrics.map((metric) => [metric.key, metric]));
    this.#settings = settings;
    if (keysChanged) this.#arrange();
    if (keysChanged && this.#page.hasMetricAxis)
      this.#toolbar.setMetrics([...this.#metrics.keys()]);
    if (settingsChanged) this.#applyOptions();
    for (const [key, card] of this.#cards) {
      const metric = this.#metrics.get(key);
      if (metric) card.setMetric(metric);
    }
  }

  /** Draws everything in sight again: lines look otherwise. */
  redraw(): void {
    this.#applyOptions();
  }

  /** Asks for what is in sight again: for the chart of one metric, or for all. */
  refresh(key?: string): void {
    if (key !== undefined) this.#cards.get(key)?.plot.refresh();
    else for (const card of this.#cards.values()) card.plot.refresh();
  }

  setEmptyText(text: string | null): void {
    this.#empty.textContent = text;
    this.#empty.hidden = text === null;
  }

  dispose(): void {
    this.#theme.dispose();
    this.#inSight.disconnect();
    for (const card of this.#cards.values()) card.plot.dispose();
  }

  #onChange(change: Partial<ChartsUi>): void {
    const before = this.#ui;
    this.#setUi(change);
    if (change.filter !== undefined) this.#arrange();
    // First the axis, so that no chart reports or asks for places of the other one.
    this.#applyOptions();
    const otherAxis = change.axis !== undefined && change.axis !== before.axis;
    if (otherAxis) this.#shared.clear();
    if (otherAxis || (change.linked !== undefined && change.linked !== before.linked)) {
      for (const card of this.#cards.values()) card.plot.setViewport(this.#viewport());
    }
  }

  #setUi(change: Partial<ChartsUi>): void {
    this.#ui = { ...this.#ui, ...change };
    this.#page.onUi(this.#ui);
  }

  #arrange(): void {
    const matches = metricFilter(this.#ui.filter);
    const groups = groupMetrics([...this.#metrics.keys()].filter(matches));
    const wanted = new Set(groups.map(({ prefix }) => prefix));
    for (const [prefix, section] of this.#sections) {
      if (wanted.has(prefix)) continue;
      section.root.remove();
      this.#sections.delete(prefix);
    }
    let before = 0;
    for (const [i, group] of groups.entries()) {
      const section = this.#sections.get(group.prefix);
      if (section) section.setKeys(group.keys);
      else this.#sections.set(group.prefix, this.#createSection(group, before < openCharts));
      before += group.keys.length;
      const root = this.#sections.get(group.prefix)?.root;
      if (root && this.#body.children[i] !== root)
        this.#body.insertBefore(root, this.#body.children[i] ?? null);
    }
    // With few charts there is room to draw them large, and one section needs no heading.
    this.root.classList.toggle("few", this.#metrics.size <= 2);
    this.root.classList.toggle("plain", groups.length === 1 && groups[0]?.prefix === "");
    const nothingMatches = groups.length === 0 && this.#metrics.size > 0;
    this.setEmptyText(nothingMatches ? "No metric matches the filter." : null);
  }

  #createSection(group: MetricGroup, hasRoom: boolean): ChartSection {
    const open = hasRoom && !this.#ui.closed.includes(group.prefix);
    return new ChartSection(
      group,
      open,
      (key) => this.#card(key),
      (open) => {
        const others = this.#ui.closed.filter((prefix) => prefix !== group.prefix);
        this.#setUi({ closed: open ? others : [...others, group.prefix] });
      },
    );
  }

  #card(key: string): HTMLElement {
    const existing = this.#cards.get(key);
    if (existing) return existing.root;
    const metric = this.#metrics.get(key);
    if (!metric) return element("span");
    const card = new ChartCard(
      metric,
      this.#options(),
      this.#viewport(),
      this.#page.source,
      this.#tooltip,
      (expanded) => {
        const others = this.#ui.expanded.filter((other) => other !== key);
        this.#setUi({ expanded: expanded ? [...others, key] : others });
      },
    );
    if (this.#ui.expanded.includes(key)) card.setExpanded(true);
    this.#cards.set(key, card);
    this.#inSight.observe(card.root);
    return card.root;
  }

  #onSight(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const key = target instanceof HTMLElement ? target.dataset["metric"] : undefined;
      if (key !== undefined) this.#cards.get(key)?.plot.setVisible(isIntersecting);
    }
  }

  #viewport(): Viewport {
    return this.#ui.linked ? this.#shared : new Viewport(this.#shared.window);
  }

  #smoothing(): number {
    return this.#ui.smoothing ?? this.#settings.smoothing;
  }

  #options(): PlotOptions {
    const { axis, log } = this.#ui;
    const { points } = this.#settings;
    const colours = this.#colours;
    const look = (id: string): LineLook => this.#page.look(id, colours);
    return { axis, log, smoothing: this.#smoothing(), points, colours, look };
  }

  #applyOptions(): void {
    const options = this.#options();
    for (const card of this.#cards.values()) card.plot.setOptions(options);
  }
}
