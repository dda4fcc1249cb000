import type { ChartStyle } from "#webviews/shared/charts/chartStyle.ts";
import type { PlotCommon } from "#webviews/shared/charts/plot/plotOptions.ts";
import type { SaveFile } from "#webviews/shared/charts/save/saveFile.ts";
import { element } from "#webviews/shared/element.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { OwnChart } from "./boardCombined.ts";
import type { BoardLinks } from "./boardLinks.ts";
import type { BoardStyle } from "./boardStyle.ts";
import { cardMenu } from "./cardMenu.ts";
import { openCardSettings } from "./cardSettings.ts";
import { ChartCard } from "./chartCard.ts";
import type { ChartMetric } from "./chartMetric.ts";
import type { ChartsUi } from "./chartsUi.ts";
import { openMenu } from "./menu.ts";

export interface BoardCardsOptions {
  readonly common: PlotCommon;
  readonly links: BoardLinks;
  readonly style: BoardStyle;
  readonly save: SaveFile;
  readonly ui: () => ChartsUi;
  /** Keeps what was set, and shows it where it bears on more than one card. */
  readonly onUi: (change: Partial<ChartsUi>) => void;
  readonly metric: (key: string) => ChartMetric | undefined;
  /** Undefined for a chart that is there as long as its metric. */
  readonly own: (key: string) => OwnChart | undefined;
  /** What can be put on the x axis. */
  readonly axisMetrics: () => string[];
  readonly move: (key: string, places: number) => void;
  readonly onDrag: (key: string) => void;
  readonly point: (line: string | null) => void;
  readonly tell: (text: string) => void;
}

/** The cards of a board, one for each chart: made when it is first shown, drawn while it is in sight. */
export class BoardCards {
  readonly #options: BoardCardsOptions;
  readonly #cards = new Map<string, ChartCard>();
  readonly #inSight = new IntersectionObserver((entries) => this.#onSight(entries), {
    rootMargin: "200px",
  });

  constructor(options: BoardCardsOptions) {
    this.#options = options;
  }

  /** The card of a chart, the same one each time. */
  root(key: string): HTMLElement {
    const existing = this.#cards.get(key);
    if (existing) return existing.root;
    const { common, links, style, ui, metric: metricOf, point, onDrag } = this.#options;
    const metric = metricOf(key);
    if (!metric) return element("span");
    const link = links.of(key, style.of(key).axis);
    const card = new ChartCard(metric, style.options(key), link, common, {
      openMenu: (anchor) => this.#openMenu(anchor, card),
      setFullScreen: (isFull) => this.showFull(isFull ? key : null),
      togglePin: (line) => this.#togglePin(line),
      point,
      isPinned: (line) => ui().pinned.includes(line),
      onDrag: () => onDrag(key),
    });
    if (ui().expanded.includes(key)) card.setExpanded(true);
    this.#cards.set(key, card);
    this.#inSight.observe(card.root);
    return card.root;
  }

  /** What is known of the metrics has changed. */
  update(): void {
    const { metric: metricOf, style } = this.#options;
    for (const [key, card] of this.#cards) {
      const metric = metricOf(key);
      if (metric) card.setMetric(metric);
      // A run may say late what a metric is drawn over.
      if (card.plot.axis === style.of(key).axis) continue;
      this.restyle(key);
      this.relink(key);
    }
  }

  /** The cards have come into the page, or to other places of it: one may be over all of it. */
  onArranged(): void {
    const { fullScreen } = this.#options.ui();
    if (fullScreen !== null) this.#cards.get(fullScreen)?.setFullScreen(true);
  }

  /** Draws all, or one, as it is set now. */
  restyle(only?: string): void {
    for (const [key, card] of this.#chosen(only)) card.setOptions(this.#options.style.options(key));
  }

  /** Links all, or one, as it is set now. */
  relink(only?: string): void {
    const { links, style } = this.#options;
    for (const [key, card] of this.#chosen(only))
      card.plot.setLinks(links.of(key, style.of(key).axis));
  }

  /** Asks again for the charts of one metric, or for all. */
  refresh(metric?: string): void {
    for (const card of this.#cards.values()) {
      const { key, keys = [key] } = card.metric;
      if (metric === undefined || keys.includes(metric)) card.plot.refresh();
    }
  }

  scrollTo(key: string): void {
    this.#cards.get(key)?.root.scrollIntoView({ block: "nearest" });
  }

  drop(key: string): void {
    const card = this.#cards.get(key);
    if (!card) return;
    if (this.#options.ui().fullScreen === key) this.showFull(null);
    this.#inSight.unobserve(card.root);
    card.dispose();
    this.#cards.delete(key);
    this.#options.links.forget(key);
  }

  /** Shows a chart over the whole page; null ends it. */
  showFull(key: string | null): void {
    const { ui, onUi } = this.#options;
    const { fullScreen: before } = ui();
    onUi({ fullScreen: key });
    if (before !== null) this.#cards.get(before)?.setFullScreen(false);
    if (key !== null) this.#cards.get(key)?.setFullScreen(true);
    this.restyle();
  }

  dispose(): void {
    this.#inSight.disconnect();
    for (const card of this.#cards.values()) card.dispose();
  }

  #chosen(only: string | undefined): (readonly [string, ChartCard])[] {
    return [...this.#cards].filter(([key]) => only === undefined || key === only);
  }

  #openMenu(anchor: HTMLElement, card: ChartCard): void {
    const { ui, move, own, save, tell } = this.#options;
    const { key, title = key } = card.metric;
    const name = showControls(title);
    const items = cardMenu(anchor, card, name, {
      isExpanded: ui().expanded.includes(key),
      expand: (isExpanded) => this.#expand(card, isExpanded),
      openSettings: () => this.#openSettings(anchor, key, name),
      move: (places) => move(key, places),
      own: own(key),
      save,
      tell,
    });
    openMenu(anchor, name, items);
  }

  #openSettings(anchor: HTMLElement, key: string, name: string): void {
    const { links, style: styles, axisMetrics } = this.#options;
    const style = styles.of(key);
    const viewport = () => links.of(key, styles.of(key).axis).viewport;
    openCardSettings(anchor, {
      name,
      values: { style, amount: styles.amount(style), window: viewport().window },
      metrics: axisMetrics(),
      onStyle: (change) => this.#onStyle(key, change),
      onWindow: (window) => viewport().show(window),
      reset: () => this.#onStyle(key, null),
    });
  }

  #onStyle(key: string, change: Partial<ChartStyle> | null): void {
    const { ui, onUi } = this.#options;
    const { [key]: before, ...others } = ui().styles;
    const changed = change && { ...before, ...change };
    onUi({ styles: changed ? { ...others, [key]: changed } : others });
    this.restyle(key);
    if (change === null || change.axis !== undefined) this.relink(key);
  }

  #expand(card: ChartCard, isExpanded: boolean): void {
    const { ui, onUi } = this.#options;
    const { key } = card.metric;
    const others = ui().expanded.filter((other) => other !== key);
    onUi({ expanded: isExpanded ? [...others, key] : others });
    card.setExpanded(isExpanded);
  }

  #togglePin(line: string): void {
    const { ui, onUi } = this.#options;
    const { pinned } = ui();
    const others = pinned.filter((other) => other !== line);
    onUi({ pinned: others.length < pinned.length ? others : [...pinned, line] });
    this.restyle();
  }

  #onSight(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const key = target instanceof HTMLElement ? target.dataset["metric"] : undefined;
      if (key !== undefined) this.#cards.get(key)?.plot.setVisible(isIntersecting);
    }
  }
}
