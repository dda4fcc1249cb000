import { element, icon, iconButton } from "#webviews/shared/element.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { FlatValue } from "./flatten.ts";

/** Names and values in two columns. A value is copied by its button, the whole table by the one in its heading. */
export class ValueTable {
  readonly root: HTMLElement;
  readonly #rows = element("tbody");
  readonly #empty: HTMLElement;
  #values: readonly FlatValue[] = [];
  #shown = "";

  constructor(title: string, emptyText: string) {
    this.#empty = element("p", { class: "empty", text: emptyText });
    this.root = element(
      "section",
      { class: "value-section" },
      element(
        "header",
        { class: "value-header" },
        element("h2", { text: title }),
        iconButton("copy", `Copy ${title.toLowerCase()}`, () => {
          void copy(this.#values.map(({ path, value }) => `${path}\t${value}`).join("\n"));
        }),
      ),
      element("table", { class: "values" }, this.#rows),
      this.#empty,
    );
  }

  update(values: readonly FlatValue[]): void {
    const text = JSON.stringify(values);
    if (text === this.#shown) return;
    this.#shown = text;
    this.#values = values;
    this.#empty.hidden = values.length > 0;
    this.#rows.replaceChildren(...values.map(row));
  }
}

function row({ path, value }: FlatValue): HTMLElement {
  const done = icon("check");
  done.hidden = true;
  return element(
    "tr",
    {},
    element("th", { text: showControls(path), attributes: { scope: "row" } }),
    element(
      "td",
      { class: "number" },
      element("span", { text: value.split("\n").map(showControls).join("\n") }),
    ),
    element(
      "td",
      { class: "value-actions" },
      iconButton("copy", `Copy value of ${showControls(path)}`, () => {
        void copy(value).then(() => {
          done.hidden = false;
          setTimeout(() => (done.hidden = true), 1200);
        });
      }),
      done,
    ),
  );
}

async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
