import { copyText } from "#webviews/shared/copyText.ts";
import { element, icon, iconButton } from "#webviews/shared/element.ts";
import type { FlatValue } from "#webviews/shared/flatten.ts";
import { showControls } from "#webviews/shared/showControls.ts";
import { showLines } from "#webviews/shared/showLines.ts";

import { t } from "./texts.ts";

/** Rows and characters of a value that are put into the page. */
const mostRows = 1000;
const mostText = 16 * 1024;

/** Names and values in two columns. A value is copied by its button, the whole table by the one in its heading. */
export class ValueTable {
  readonly root: HTMLElement;
  readonly #rows = element("tbody");
  readonly #empty: HTMLElement;
  readonly #cut = element("p", { class: "empty", attributes: { hidden: true } });
  #values: readonly FlatValue[] = [];
  #shown = "";

  /** Where there is nothing to show and nothing to be said about that, the heading stands alone. */
  constructor(title: string, emptyText: string) {
    this.#empty = element("p", { class: "empty", text: emptyText });
    this.root = element(
      "section",
      { class: "value-section" },
      element(
        "header",
        { class: "value-header" },
        element("h2", { text: title }),
        iconButton("copy", t("Copy {title}", { title }), () => {
          void copyText(this.#values.map(({ path, value }) => `${path}\t${value}`).join("\n"));
        }),
      ),
      element("table", { class: "values" }, this.#rows),
      this.#empty,
      this.#cut,
    );
  }

  /** Shows the rows of `source`; they are made only where it is another one than before. */
  update<T>(source: T, toRows: (source: T) => readonly FlatValue[]): void {
    const text = JSON.stringify(source);
    if (text === this.#shown) return;
    this.#shown = text;
    const values = toRows(source);
    this.#values = values;
    this.#empty.hidden = values.length > 0;
    this.#rows.replaceChildren(...values.slice(0, mostRows).map(row));
    this.#cut.hidden = values.length <= mostRows;
    this.#cut.textContent = t("{n} more value{n:|s}: copy the table to see them all.", {
      n: values.length - mostRows,
    });
  }
}

function row({ path, value }: FlatValue): HTMLElement {
  const done = icon("check");
  done.hidden = true;
  return element(
    "tr",
    {},
    element("th", { text: showControls(path), attributes: { scope: "row" } }),
    element("td", { class: "number" }, element("span", { text: shorten(showLines(value)) })),
    element(
      "td",
      { class: "value-actions" },
      iconButton("copy", t("Copy value of {name}", { name: showControls(path) }), () => {
        void copyText(value).then((isDone) => {
          done.hidden = !isDone;
          setTimeout(() => (done.hidden = true), 1200);
        });
      }),
      done,
    ),
  );
}

function shorten(text: string): string {
  const left = text.length - mostText;
  return left <= 0
    ? text
    : t("{text}… {n} more character{n:|s}", { text: text.slice(0, mostText), n: left });
}
