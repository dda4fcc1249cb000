import type { Client } from "#core/client/client.ts";
import type { RunEvent } from "#core/protocol/event.ts";
import {
  parseHistogram,
  type StepHistogram,
} from "#webviews/shared/charts/histogram/histogramGrid.ts";
import { HistogramMap } from "#webviews/shared/charts/histogram/histogramMap.ts";
import { readColours } from "#webviews/shared/charts/theme.ts";
import { element, setText } from "#webviews/shared/element.ts";
import { EventReader } from "#webviews/shared/eventReader.ts";
import { formatStep } from "#webviews/shared/format.ts";
import { showControls } from "#webviews/shared/showControls.ts";
import { ThinnedSteps } from "#webviews/shared/thinnedSteps.ts";

import { t } from "../texts.ts";

const perRead = 500;
/** Histograms of a key that are held, and keys that are shown. */
const mostHeld = 400;
const mostKeys = 100;

interface HistogramCard {
  readonly map: HistogramMap;
  readonly count: HTMLElement;
  readonly histograms: ThinnedSteps<StepHistogram>;
}

/** The histograms that a run logged, each key's over its steps. */
export class RunHistograms {
  readonly root = element("section", {
    class: "chart-section",
    attributes: { hidden: true, "aria-label": t("Histograms") },
  });
  readonly #grid = element("div", { class: "chart-grid" });
  readonly #reader: EventReader;
  readonly #cards = new Map<string, HistogramCard>();
  readonly #left = new Set<string>();
  readonly #note = element("p", { class: "hint", attributes: { hidden: true } });
  readonly #changed = new Set<HistogramCard>();

  constructor(client: Pick<Client, "listEvents">, run: string) {
    this.#reader = new EventReader({
      client,
      run,
      query: { type: "histogram" },
      perRead,
      onEvents: (events) => this.#add(events),
    });
    this.root.append(
      element("h2", { class: "section-heading", text: t("Histograms") }),
      this.#grid,
      this.#note,
    );
  }

  /** Reads what came since. */
  async load(): Promise<void> {
    // What cannot be read now is read later: the page says at its top that the viewer is away.
    await this.#reader.read().catch(() => undefined);
    for (const card of this.#changed) this.#draw(card);
    this.#changed.clear();
    this.#sayWhatIsLeft();
  }

  redraw(): void {
    for (const card of this.#cards.values()) this.#draw(card);
  }

  dispose(): void {
    for (const { map } of this.#cards.values()) map.dispose();
  }

  #add(events: readonly RunEvent[]): void {
    for (const { key, step, data } of events) {
      const histogram = step === null ? null : parseHistogram(step, data);
      const card = histogram && this.#card(key ?? "");
      if (!card) continue;
      card.histograms.add(histogram);
      this.#changed.add(card);
    }
  }

  #draw({ map, count, histograms }: HistogramCard): void {
    const all = histograms.groups.flatMap(({ items }) => items);
    map.update(all, readColours());
    const [shown, n] = [formatStep(histograms.held), formatStep(histograms.count)];
    setText(count, shown === n ? n : t("{shown} of {n}", { shown, n }));
  }

  #sayWhatIsLeft(): void {
    const n = this.#left.size;
    this.#note.hidden = n === 0;
    setText(this.#note, t("{n} more key{n:|s} of histograms {n:is|are} not shown.", { n }));
  }

  #card(key: string): HistogramCard | null {
    const known = this.#cards.get(key);
    if (known) return known;
    if (this.#cards.size >= mostKeys) {
      this.#left.add(key);
      return null;
    }
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
    const card: HistogramCard = { map, count, histograms: new ThinnedSteps(mostHeld) };
    this.#cards.set(key, card);
    this.#grid.append(root);
    this.root.hidden = false;
    return card;
  }
}
