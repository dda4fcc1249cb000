import { t } from "#webviews/shared/charts/texts.ts";
import { button } from "#webviews/shared/controls.ts";
import { element, icon, setText } from "#webviews/shared/element.ts";
import { formatStep } from "#webviews/shared/format.ts";
import { setChildren } from "#webviews/shared/setChildren.ts";

import { dropTarget } from "./dropTarget.ts";
import type { MetricGroup } from "./metricGroups.ts";

/** Charts built at once; a run with thousands of metrics gets a button for the next ones. */
const batch = 48;

/** What a section asks of the board it is on. */
export interface SectionActions {
  /** The card of a metric, the same one each time. */
  build(key: string): HTMLElement;
  onToggle(open: boolean): void;
  /** The key of a card of this section that is being dragged; null where none is. */
  dragged(): string | null;
  onDrop(key: string, before: string | null): void;
  onSectionDrag(): void;
  /** By so many places. */
  onMove(places: number): void;
}

/** One collapsible group of charts. Cards are built when it is first open. */
export class ChartSection {
  readonly root: HTMLElement;
  readonly #grid = element("div", { class: "chart-grid" });
  readonly #more = element("div", { class: "section-more" });
  readonly #title: HTMLButtonElement;
  readonly #count = element("span", { class: "section-count number" });
  readonly #actions: SectionActions;
  #keys: readonly string[] = [];
  #limit = batch;
  #open: boolean;

  constructor(group: MetricGroup, title: string, open: boolean, actions: SectionActions) {
    this.#actions = actions;
    this.#open = open;
    this.#title = element(
      "button",
      {
        class: "section-title",
        title: t("Drag to move, or Alt+↑ and Alt+↓"),
        attributes: { type: "button", draggable: "true" },
        on: {
          click: () => {
            this.#open = !this.#open;
            actions.onToggle(this.#open);
            this.#render();
          },
          dragstart: (event) => {
            event.dataTransfer?.setData("text/plain", title);
            actions.onSectionDrag();
          },
          keydown: (event) => {
            const places = { ArrowUp: -1, ArrowDown: 1 }[event.key];
            if (!event.altKey || places === undefined) return;
            event.preventDefault();
            actions.onMove(places);
            this.#title.focus();
          },
        },
      },
      icon("chevron-down"),
      element("span", { text: title }),
      this.#count,
    );
    dropTarget(this.#grid, {
      direction: "row",
      accepts: () => this.#dragged() !== null,
      onDrop: (before) => {
        const key = this.#dragged();
        if (key !== null) actions.onDrop(key, before?.getAttribute("data-metric") ?? null);
      },
    });
    this.root = element(
      "section",
      { class: "chart-section", attributes: { "data-section": group.prefix } },
      element("h2", { class: "section-heading" }, this.#title),
      this.#grid,
      this.#more,
    );
    this.setKeys(group.keys);
  }

  #dragged(): string | null {
    const key = this.#actions.dragged();
    return key !== null && this.#keys.includes(key) ? key : null;
  }

  setKeys(keys: readonly string[]): void {
    this.#keys = keys;
    setText(this.#count, formatStep(keys.length));
    this.#render();
  }

  #render(): void {
    this.root.classList.toggle("closed", !this.#open);
    this.#title.setAttribute("aria-expanded", String(this.#open));
    const shown = this.#open
      ? this.#keys.slice(0, this.#limit).map((key) => this.#actions.build(key))
      : [];
    setChildren(this.#grid, shown);
    const left = this.#open ? this.#keys.length - shown.length : 0;
    this.#more.replaceChildren(
      ...(left > 0
        ? [
            button(t("Show {n} more of {left}", { n: Math.min(batch, left), left }), () => {
              this.#limit += batch;
              this.#render();
            }),
          ]
        : []),
    );
  }
}
