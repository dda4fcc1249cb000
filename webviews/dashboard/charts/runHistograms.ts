import type { Client } from "#core/client/client.ts";
import {
  parseHistogram,
  type StepHistogram,
} from "#webviews/shared/charts/histogram/histogramGrid.ts";
import { HistogramMap } from "#webviews/shared/charts/histogram/histogramMap.ts";
import { readColours } from "#webviews/shared/charts/theme.ts";
import { element, setText } from "#webviews/shared/element.ts";
import { formatStep } from "#webviews/shared/format.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import { t } from "../texts.ts";

const perRead = 500;
/** Histograms read of a run, and of keys shown. */
const mostRead = 5000;
const mostKeys = 100;

interface HistogramCard {
  readonly map: HistogramMap;
  readonly count: HTMLElement;
  readonly histograms: StepHistogram[];
}

/** The histograms that a run logged, each key's over its steps. */
export class RunHistograms {
  readonly root = element("section", {
    class: "chart-section",
    attributes: { hidden: true, "aria-label": t("Histograms") },
  });
  readonly #grid = element("div", { class: "chart-grid" });
  readonly #client: Pick<Client, "listEvents">;
  readonly #run: string;
  readonly #cards = new Map<string, HistogramCard>();
  #after = 0;
  #read = 0;
  #reading = false;

  constructor(client: Pick<Client, "listEvents">, run: string) {
    this.#client = client;
    this.#run = run;
    this.root.append(
      element("h2", { class: "section-heading", text: t("Histograms") }),
      this.#grid,
    );
  }

  /** Reads what came since. Calls while it reads are answered by it. */
  async load(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    try {
      const changed = new Set<HistogramCard>();
      for (let more = true; more && this.#read < mostRead;) {
        const query = { type: "histogram", after: this.#after, limit: perRead };
        const page = await this.#client.listEvents({ params: { id: this.#run }, query });
        for (const { key, step, data } of page.events) {
          const histogram = step === null ? null : parseHistogram(step, data);
          const card = histogram && this.#card(key ?? "");
          if (!card) continue;
          card.histograms.push(histogram);
          changed.add(card);
        }
        this.#read += page.events.length;
        this.#after = page.events.at(-1)?.id ?? this.#after;
        more = page.next !== null;
      }
      for (const card of changed) this.#draw(card);
    } catch {
      // What can be read later is read then: the page says at its top that the viewer is away.
    } finally {
      this.#reading = false;
    }
  }

  redraw(): void {
    for (const card of this.#cards.values()) this.#draw(card);
  }

  dispose(): void {
    for (const { map } of this.#cards.values()) map.dispose();
  }

  #draw({ map, count, histograms }: HistogramCard): void {
    map.update(histograms, readColours());
    setText(count, formatStep(histograms.length));
  }

  #card(key: string): HistogramCard | null {
    const known = this.#cards.get(key);
    if (known) return known;
    if (this.#cards.size >= mostKeys) return null;
    const name = showControls(key);
    const map = new HistogramMap(`${t("Histograms")}: ${name}`);
    const count = element("span", { class: "card-last number" });
    const root = element(
      "section",
      { class: "card", attributes: { "aria-label": name, "data-histogram": key } },
      element(
        "header",
        { class: "card-header" },
        element("h3", { class: "card-name", text: name, title: name }),
        count,
      ),
      map.root,
    );
    const card: HistogramCard = { map, count, histograms: [] };
    this.#cards.set(key, card);
    this.#grid.append(root);
    this.root.hidden = false;
    return card;
  }
}
