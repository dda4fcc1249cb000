import type { MetricInfo } from "#core/protocol/metric.ts";
import { element, icon, iconButton, setText } from "#webviews/shared/element.ts";
import { formatNumber, formatStep } from "#webviews/shared/format.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { Curve } from "./chartData.ts";
import { Plot, type PlotOptions } from "./plot.ts";
import type { SeriesSource } from "./seriesSource.ts";
import type { Tooltip } from "./tooltip.ts";
import type { Viewport } from "./viewport.ts";

/** The frame of one metric's plot: its name, last value, extremes and what the reader should know about it. */
export class ChartCard {
  readonly root: HTMLElement;
  readonly plot: Plot;
  #metric: MetricInfo;
  readonly #last = element("span", { class: "card-last number", title: "Last value" });
  readonly #stats = element("span", { class: "number" });
  readonly #notes = element("span", { class: "card-notes" });
  readonly #expand: HTMLButtonElement;
  #expanded = false;

  constructor(
    metric: MetricInfo,
    options: PlotOptions,
    viewport: Viewport,
    source: SeriesSource,
    tooltip: Tooltip,
    onExpand: (expanded: boolean) => void,
  ) {
    this.#metric = metric;
    const name = showControls(metric.key);
    this.plot = new Plot(metric.key, options, viewport, source, tooltip, (curve) =>
      this.#note(curve),
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

  setMetric(metric: MetricInfo): void {
    const before = this.#metric;
    this.#metric = metric;
    const grown =
      metric.last_at !== before.last_at ||
      metric.count !== before.count ||
      metric.nan + metric.pos_inf + metric.neg_inf !== before.nan + before.pos_inf + before.neg_inf;
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
    const { key, last, min, max, last_step: step, count } = this.#metric;
    const text = (value: number | null): string => (value === null ? "–" : formatNumber(value));
    setText(this.#last, last === null ? "–" : formatNumber(last));
    setText(this.#stats, `min ${text(min)} · max ${text(max)}`);
    this.plot.canvas.setAttribute(
      "aria-label",
      `${showControls(key)}: last ${last === null ? "none" : formatNumber(last)}` +
        `${step === null ? "" : ` at step ${formatStep(step)}`}, minimum ${text(min)}, maximum ${text(max)}, ` +
        `${formatStep(count)} points`,
    );
  }

  #note(curve: Curve): void {
    const { nan, pos_inf: above, neg_inf: below } = this.#metric;
    const notes: string[] = [];
    if (nan > 0) notes.push(`${formatStep(nan)} NaN`);
    if (above + below > 0) notes.push(`${formatStep(above + below)} infinite`);
    if (curve.preview) notes.push("preview, the rest is being read");
    if (curve.dropped) notes.push("values ≤ 0 not shown");
    const text = notes.join(" · ");
    if (this.#notes.title === text) return;
    this.#notes.title = text;
    this.#notes.replaceChildren(...(text === "" ? [] : [icon("warning"), text]));
  }
}
