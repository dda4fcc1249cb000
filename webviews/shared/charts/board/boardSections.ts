import { t } from "#webviews/shared/charts/texts.ts";
import { element } from "#webviews/shared/element.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import { ChartSection } from "./chartSection.ts";
import type { ChartsUi } from "./chartsUi.ts";
import { dropTarget } from "./dropTarget.ts";
import { inOrder, movedBefore, movedBy, withOrder } from "./keyOrder.ts";
import { groupMetrics, type MetricGroup } from "./metricGroups.ts";

/** Sections start open up to about this many charts, so that a run with thousands of metrics opens at once. */
const openCharts = 100;

/** No metric has this prefix: a prefix holds no `/`. */
const combinedPrefix = "//combined";

export interface BoardSectionsOptions {
  ui(): ChartsUi;
  onUi(change: Partial<ChartsUi>): void;
  card(key: string): HTMLElement;
}

/** The charts of a board in sections, in the order the reader gave them. */
export class BoardSections {
  readonly root = element("div", { class: "charts-body" });
  readonly #options: BoardSectionsOptions;
  readonly #sections = new Map<string, ChartSection>();
  #groups: readonly MetricGroup[] = [];
  #dragged: { readonly kind: "card" | "section"; readonly name: string } | null = null;

  constructor(options: BoardSectionsOptions) {
    this.#options = options;
    dropTarget(this.root, {
      direction: "column",
      accepts: () => this.#dragged?.kind === "section",
      onDrop: (before) => {
        if (this.#dragged?.kind !== "section") return;
        const other = before?.getAttribute("data-section") ?? null;
        this.#orderSections(movedBefore(this.#prefixes(), this.#dragged.name, other));
      },
    });
    this.root.addEventListener("dragend", () => (this.#dragged = null));
  }

  /** Shows the charts of these metrics, and those of several. */
  arrange(keys: readonly string[], combined: readonly string[]): void {
    const { order, sectionOrder } = this.#options.ui();
    const found = groupMetrics(keys).map(({ prefix, keys }) => ({
      prefix,
      keys: inOrder(keys, (key) => key, order),
    }));
    const first =
      combined.length === 0
        ? []
        : [{ prefix: combinedPrefix, keys: inOrder(combined, (key) => key, order) }];
    this.#groups = inOrder([...first, ...found], ({ prefix }) => prefix, sectionOrder);
    const wanted = new Set(this.#prefixes());
    for (const [prefix, section] of this.#sections) {
      if (wanted.has(prefix)) continue;
      section.root.remove();
      this.#sections.delete(prefix);
    }
    let before = 0;
    for (const [i, group] of this.#groups.entries()) {
      const known = this.#sections.get(group.prefix);
      const section = known ?? this.#createSection(group, before < openCharts);
      this.#sections.set(group.prefix, section);
      if (known) known.setKeys(group.keys);
      before += group.keys.length;
      const at = this.root.children[i];
      if (at !== section.root) this.root.insertBefore(section.root, at ?? null);
    }
    // One section needs no heading.
    const [only, ...others] = this.#groups;
    this.root.classList.toggle("plain", others.length === 0 && only?.prefix === "");
  }

  get isEmpty(): boolean {
    return this.#groups.length === 0;
  }

  /** A card is being dragged. */
  drag(key: string): void {
    this.#dragged = { kind: "card", name: key };
  }

  /** Moves a chart within its section. */
  move(key: string, places: number): void {
    const keys = this.#groups.find((group) => group.keys.includes(key))?.keys ?? [];
    this.#orderCharts(movedBy(keys, key, places));
  }

  #prefixes(): string[] {
    return this.#groups.map(({ prefix }) => prefix);
  }

  #orderCharts(keys: readonly string[]): void {
    this.#options.onUi({ order: withOrder(this.#options.ui().order, keys) });
  }

  #orderSections(prefixes: readonly string[]): void {
    this.#options.onUi({ sectionOrder: withOrder(this.#options.ui().sectionOrder, prefixes) });
  }

  #createSection(group: MetricGroup, hasRoom: boolean): ChartSection {
    const { prefix } = group;
    const open = hasRoom && !this.#options.ui().closed.includes(prefix);
    return new ChartSection(group, titleOf(prefix), open, {
      build: (key) => this.#options.card(key),
      onToggle: (open) => {
        const others = this.#options.ui().closed.filter((other) => other !== prefix);
        this.#options.onUi({ closed: open ? others : [...others, prefix] });
      },
      dragged: () => (this.#dragged?.kind === "card" ? this.#dragged.name : null),
      onDrop: (key, before) => {
        const keys = this.#groups.find((one) => one.prefix === prefix)?.keys ?? [];
        this.#orderCharts(movedBefore(keys, key, before));
      },
      onSectionDrag: () => (this.#dragged = { kind: "section", name: prefix }),
      onMove: (places) => this.#orderSections(movedBy(this.#prefixes(), prefix, places)),
    });
  }
}

function titleOf(prefix: string): string {
  if (prefix === combinedPrefix) return t("Combined");
  return prefix === "" ? t("General") : showControls(prefix);
}
