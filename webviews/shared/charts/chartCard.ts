import { element, icon, iconButton, setText } from "#webviews/shared/element.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { Curve } from "./chartData.ts";
import type { ChartMetric } from "./chartMetric.ts";
import type { LineSource } from "./lineSource.ts";
import { Plot, type PlotOptions } from "./plot.ts";
import type { Tooltip } from "./tooltip.ts";
import type { Viewport } from "./viewport.ts";

/** The frame of one metric's plot: its name, last value, extremes and what the reader should know about it. */
export class ChartCard {
  readonly root: HTMLElement;
  readonly plot: Plot;
  #metric: ChartMetric;
  #metricNotes: readonly string[] = [];
  readonly #last = element("span", { class: "card-last number", title: "Last value" });
  readonly #stats = element("span", { class: "number" });
  readonly #notes = element("span", { class: "card-notes" });
  readonly #expand: HTMLButtonElement;
  #expanded = false;

  constructor(
    metric: ChartMetric,
    options: PlotOptions,
    viewport: Viewport,
    source: LineSource,
    tooltip: Tooltip,
    onExpand: (expanded: boolean) => void,
  ) {
    this.#metric = metric;
    const name = showControls(metric.key);
    this.plot = new Plot(metric.key, options, viewport, source, tooltip, (curves) =>
      this.#note(curves),
    );
    this.#expand = iconButton("screen-full", "Expand", () => {
      this.setExpanded(!this.#expanded);
      onExpand(this.#expanded);
    });
    this.root = element(
      "section",
      { class: "card", attributes: { "aria-label": name, "data-metric": metric.key } },
      element(
        "header",
        { class: "card-header" },
        element("h3", { class: "card-name", text: name, title: name }),
        this.#last,
        this.#expand,
      ),
      this.plot.root,
      element("footer", { class: "card-footer" }, this.#stats, this.#notes),
    );
    this.#describe();
  }

  setMetric(metric: ChartMetric): void {
    const grown = metric.version !== this.#metric.version;
    this.#metric = metric;
    if (grown) this.#describe();
    if (grown || this.plot.failed) this.plot.refresh();
  }

  setExpanded(expanded: boolean): void {
    if (expanded === this.#expanded) return;
    this.#expanded = expanded;
    this.root.classList.toggle("expanded", expanded);
    const label = expanded ? "Shrink" : "Expand";
    this.#expand.replaceChildren(icon(expanded ? "screen-normal" : "screen-full"));
    this.#expand.title = label;
    this.#expand.setAttribute("aria-label", label);
    this.#expand.setAttribute("aria-pressed", String(expanded));
    this.plot.refresh();
  }

  #describe(): void {
    const { last, stats, summary, notes } = this.#metric.describe();
    setText(this.#last, last);
    setText(this.#stats, stats);
    this.#metricNotes = notes;
    this.plot.canvas.setAttribute("aria-label", `${showControls(this.#metric.key)}: ${summary}`);
  }

  #note(curves: readonly Curve[]): void {
    const notes = [...this.#metricNotes];
    if (curves.some(({ preview }) => preview)) notes.push("preview, the rest is being read");
    if (curves.some(({ dropped }) => dropped)) notes.push("values ≤ 0 not shown");
    const text = notes.join(" · ");
    if (this.#notes.title === text) return;
    this.#notes.title = text;
    this.#notes.replaceChildren(...(text === "" ? [] : [icon("warning"), text]));
  }
}
