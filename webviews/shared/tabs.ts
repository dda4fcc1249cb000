import { element } from "./element.ts";

export interface TabPage<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly panel: HTMLElement;
}

/** Tabs as in the editor's panel: arrow keys, Home and End move between them. */
export class Tabs<Id extends string> {
  readonly root: HTMLElement;
  readonly #pages: readonly TabPage<Id>[];
  readonly #buttons: readonly HTMLButtonElement[];
  readonly #onSelect: (id: Id) => void;

  constructor(pages: readonly TabPage<Id>[], selected: Id, onSelect: (id: Id) => void) {
    this.#pages = pages;
    this.#onSelect = onSelect;
    this.#buttons = pages.map(({ id, label, panel }) => {
      panel.id = `panel-${id}`;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", `tab-${id}`);
      return element("button", {
        class: "tab",
        text: label,
        attributes: { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": panel.id },
        on: { click: () => this.select(id) },
      });
    });
    this.root = element(
      "div",
      { class: "tabs", attributes: { role: "tablist" } },
      ...this.#buttons,
    );
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
    this.#show(selected);
  }

  select(id: Id): void {
    this.#show(id);
    this.#onSelect(id);
  }

  /** A number behind a label; empty for none. */
  setCount(id: Id, count: string): void {
    const at = this.#pages.findIndex((page) => page.id === id);
    const label = this.#buttons[at];
    if (!label || label.dataset["count"] === count) return;
    label.dataset["count"] = count;
    label.replaceChildren(
      this.#pages[at]?.label ?? "",
      ...(count === "" ? [] : [element("span", { class: "tab-count number", text: count })]),
    );
  }

  #show(selected: Id): void {
    for (const [i, { id, panel }] of this.#pages.entries()) {
      const isSelected = id === selected;
      panel.hidden = !isSelected;
      this.#buttons[i]?.setAttribute("aria-selected", String(isSelected));
      this.#buttons[i]?.setAttribute("tabindex", isSelected ? "0" : "-1");
    }
  }

  #onKey(event: KeyboardEvent): void {
    const { length } = this.#pages;
    const at = this.#buttons.findIndex((tab) => tab === document.activeElement);
    const places: Readonly<Record<string, number>> = {
      ArrowRight: (at + 1) % length,
      ArrowLeft: (at - 1 + length) % length,
      Home: 0,
      End: length - 1,
    };
    const next = places[event.key];
    if (next === undefined || at < 0) return;
    const page = this.#pages[next];
    if (page) this.select(page.id);
    this.#buttons[next]?.focus();
    event.preventDefault();
  }
}
