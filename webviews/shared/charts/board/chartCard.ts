import type { ChartView } from "#webviews/shared/charts/plot/chartView.ts";
import { describeStages } from "#webviews/shared/charts/plot/describeStages.ts";
import { Plot } from "#webviews/shared/charts/plot/plot.ts";
import type {
  PlotCommon,
  PlotLinks,
  PlotOptions,
} from "#webviews/shared/charts/plot/plotOptions.ts";
import { t } from "#webviews/shared/charts/texts.ts";
import { element, icon, iconButton, setText } from "#webviews/shared/element.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import { aloneOnPage } from "./aloneOnPage.ts";
import type { ChartMetric } from "./chartMetric.ts";
import { Legend } from "./legend.ts";

/** What a card asks of the board it is on. */
export interface CardActions {
  openMenu(anchor: HTMLElement): void;
  setFullScreen(isFull: boolean): void;
  /** A line of the legend is to stand out, or no longer. */
  togglePin(line: string): void;
  /** The line the pointer is at in the legend. */
  point(line: string | null): void;
  readonly isPinned: (line: string) => boolean;
  onDrag(card: ChartCard): void;
}

/** The frame of one plot: its name, last value, extremes and what the reader should know about it. */
export class ChartCard {
  readonly root: HTMLElement;
  readonly plot: Plot;
  readonly #actions: CardActions;
  readonly #legend: Legend;
  readonly #heading = element("h3", { class: "card-name" });
  readonly #unit = element("span", { class: "card-unit" });
  readonly #last = element("span", { class: "card-last number", title: t("Last value") });
  readonly #stats = element("span", { class: "number" });
  readonly #notes = element("span", { class: "card-notes" });
  readonly #full: HTMLButtonElement;
  #metric: ChartMetric;
  #metricNotes: readonly string[] = [];
  /** What the reader should know of the picture itself. */
  #pictureNotes: readonly string[] = [];
  #lastText = "";
  #summary = "";
  /** The stages of what is drawn. */
  #stages = "";
  /** While it is over the whole page. */
  #alone: { dispose(): void } | undefined;

  constructor(
    metric: ChartMetric,
    options: PlotOptions,
    links: PlotLinks,
    common: PlotCommon,
    actions: CardActions,
  ) {
    this.#metric = metric;
    this.#actions = actions;
    const { key, keys = [key] } = metric;
    this.plot = new Plot(key, keys, options, links, common, {
      onDrawn: (view) => this.#onDrawn(view),
      onReading: (value) => setText(this.#last, value ?? this.#lastText),
    });
    this.#legend = new Legend(actions);
    this.#full = iconButton("screen-full", t("Full screen"), () =>
      actions.setFullScreen(this.#alone === undefined),
    );
    const more = iconButton("ellipsis", t("More actions"), () => actions.openMenu(more));
    more.setAttribute("aria-haspopup", "menu");
    const header = element(
      "header",
      { class: "card-header", attributes: { draggable: "true" } },
      this.#heading,
      this.#last,
      this.#unit,
      this.#full,
      more,
    );
    header.addEventListener("dragstart", (event) => {
      event.dataTransfer?.setData("text/plain", this.#heading.innerText);
      if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
      actions.onDrag(this);
    });
    this.root = element(
      "section",
      { class: "card", attributes: { "data-metric": key } },
      header,
      this.plot.root,
      this.#legend.root,
      element("footer", { class: "card-footer" }, this.#stats, this.#notes),
    );
    this.#setTitle();
    this.#describe();
  }

  get metric(): ChartMetric {
    return this.#metric;
  }

  setMetric(metric: ChartMetric): void {
    const { version, title } = this.#metric;
    const grown = metric.version !== version;
    this.#metric = metric;
    if (metric.title !== title) this.#setTitle();
    if (metric.keys) this.plot.setKeys(metric.keys);
    if (grown) this.#describe();
    if (grown || this.plot.failed) this.plot.refresh();
  }

  setOptions(options: PlotOptions): void {
    const before = this.plot.axis;
    this.plot.setOptions(options);
    if (this.plot.axis !== before) this.#describe();
  }

  setExpanded(expanded: boolean): void {
    this.root.classList.toggle("expanded", expanded);
    this.plot.redraw();
  }

  /** Over the whole page, where it alone can be reached; the focus goes back afterwards. */
  setFullScreen(isFull: boolean): void {
    if (isFull === (this.#alone !== undefined)) return;
    this.root.classList.toggle("full-screen", isFull);
    const label = isFull ? t("Leave full screen") : t("Full screen");
    this.#full.replaceChildren(icon(isFull ? "screen-normal" : "screen-full"));
    this.#full.title = label;
    this.#full.setAttribute("aria-label", label);
    this.#full.setAttribute("aria-pressed", String(isFull));
    for (const [name, value] of [
      ["role", "dialog"],
      ["aria-modal", "true"],
    ] as const) {
      if (isFull) this.root.setAttribute(name, value);
      else this.root.removeAttribute(name);
    }
    if (isFull) {
      this.#alone = aloneOnPage(this.root, () => this.#actions.setFullScreen(false));
      this.#full.focus();
    } else this.#leaveFull();
    this.plot.refresh();
  }

  dispose(): void {
    this.#leaveFull();
    this.plot.dispose();
  }

  #leaveFull(): void {
    this.#alone?.dispose();
    this.#alone = undefined;
  }

  #setTitle(): void {
    const { key, title = key } = this.#metric;
    const name = showControls(title);
    setText(this.#heading, name);
    this.root.setAttribute("aria-label", name);
    this.plot.setName(name);
    this.#name();
  }

  #describe(): void {
    const { last, stats, summary, notes } = this.#metric.describe(this.plot.axis);
    this.#lastText = last;
    setText(this.#last, last);
    setText(this.#stats, stats);
    this.#metricNotes = notes;
    this.#summary = summary;
    const { key, title = key, definition } = this.#metric;
    const { unit = "", description = "" } = definition?.() ?? {};
    setText(this.#unit, showControls(unit));
    this.#heading.title = [title, description].filter(Boolean).map(showControls).join("\n");
    this.#name();
    this.#showNotes();
  }

  /** Says what is drawn to those who do not see it. */
  #name(): void {
    const { title = this.#metric.key } = this.#metric;
    const told = [this.#summary, showControls(this.#stages)].filter((text) => text !== "");
    this.plot.canvas.setAttribute("aria-label", `${showControls(title)}: ${told.join(". ")}`);
  }

  /** Null: what was drawn is there no longer, and so nothing is to be said of it. */
  #onDrawn(view: ChartView | null): void {
    const lines = view?.lines ?? [];
    const stages = view ? describeStages(lines, view.axis) : "";
    if (stages !== this.#stages) {
      this.#stages = stages;
      this.#name();
    }
    const hasRoom = this.#alone !== undefined || this.root.classList.contains("expanded");
    const isCombined = (this.#metric.keys?.length ?? 1) > 1;
    const hasLegend = lines.length > 1 && (hasRoom || isCombined);
    this.#legend.update(hasLegend ? lines : [], this.#actions.isPinned);
    this.#pictureNotes = view ? pictureNotes(view) : [];
    this.#showNotes();
  }

  #showNotes(): void {
    const text = [...this.#metricNotes, ...this.#pictureNotes].join(" · ");
    if (this.#notes.title === text) return;
    this.#notes.title = text;
    this.#notes.replaceChildren(...(text === "" ? [] : [icon("warning"), text]));
  }
}

function pictureNotes({ lines, outside }: ChartView): string[] {
  const notes: string[] = [];
  const curves = lines.map(({ curve }) => curve);
  if (curves.some(({ preview }) => preview)) notes.push(t("preview, the rest is being read"));
  if (curves.some(({ dropped }) => dropped)) notes.push(t("values ≤ 0 not shown"));
  const n = outside.reduce((sum, one) => sum + one.outside.length, 0);
  if (n > 0) notes.push(t("{n} place{n:|s} beyond the axis", { n }));
  return notes;
}
