import { button } from "#webviews/shared/controls.ts";
import { element, icon, setText } from "#webviews/shared/element.ts";
import { formatStep } from "#webviews/shared/format.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { MetricGroup } from "./metricGroups.ts";

/** Charts built at once; a run with thousands of metrics gets a button for the next ones. */
const batch = 48;

/** One collapsible group of charts. Cards are built when it is first open. */
export class ChartSection {
  readonly root: HTMLElement;
  readonly #grid = element("div", { class: "chart-grid" });
  readonly #more = element("div", { class: "section-more" });
  readonly #title: HTMLButtonElement;
  readonly #count = element("span", { class: "section-count number" });
  readonly #build: (key: string) => HTMLElement;
  #keys: readonly string[] = [];
  #limit = batch;
  #open: boolean;

  /** `build` gives the card of a metric, the same one each time. */
  constructor(
    group: MetricGroup,
    open: boolean,
    build: (key: string) => HTMLElement,
    onToggle: (open: boolean) => void,
  ) {
    this.#build = build;
    this.#open = open;
    this.#title = element(
      "button",
      {
        class: "section-title",
        attributes: { type: "button" },
        on: {
          click: () => {
            this.#open = !this.#open;
            onToggle(this.#open);
            this.#render();
          },
        },
      },
      icon("chevron-down"),
      element("span", { text: group.prefix === "" ? "General" : showControls(group.prefix) }),
      this.#count,
    );
    this.root = element(
      "section",
      { class: "chart-section" },
      element("h2", { class: "section-heading" }, this.#title),
      this.#grid,
      this.#more,
    );
    this.setKeys(group.keys);
  }

  setKeys(keys: readonly string[]): void {
    this.#keys = keys;
    setText(this.#count, formatStep(keys.length));
    this.#render();
  }

  #render(): void {
    this.root.classList.toggle("closed", !this.#open);
    this.#title.setAttribute("aria-expanded", String(this.#open));
    const shown = this.#open ? this.#keys.slice(0, this.#limit).map((key) => this.#build(key)) : [];
    if (
      shown.length !== this.#grid.childElementCount ||
      shown.some((card, i) => this.#grid.children[i] !== card)
    ) {
      this.#grid.replaceChildren(...shown);
    }
    const left = this.#open ? this.#keys.length - shown.length : 0;
    this.#more.replaceChildren(
      ...(left > 0
        ? [
            button(`Show ${Math.min(batch, left)} more of ${formatStep(left)}`, () => {
              this.#limit += batch;
              this.#render();
            }),
          ]
        : []),
    );
  }
}
