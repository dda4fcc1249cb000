import { lineSwatch, type Swatch } from "#webviews/shared/charts/lineSwatch.ts";
import { element } from "#webviews/shared/element.ts";
import type { FlatValue } from "#webviews/shared/flatten.ts";
import { formatStep } from "#webviews/shared/format.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import { type DiffRow, diffRows } from "./diffRows.ts";

/** Rows and characters of a value that are put into the page. */
const mostRows = 500;
const mostText = 400;

/** One run in a table of differences. */
export interface DiffColumn {
  readonly name: string;
  readonly swatch: Swatch;
  readonly values: readonly FlatValue[];
}

/** Values of several runs side by side. */
export class DiffTable {
  readonly root: HTMLElement;
  readonly #table = element("table", { class: "diff" });
  readonly #note = element("p", { class: "empty", attributes: { hidden: true } });
  readonly #title: string;
  #shown = "";

  constructor(title: string) {
    this.#title = title;
    this.root = element(
      "section",
      { class: "value-section" },
      element("h2", { text: title }),
      // To be scrolled sideways, also by keyboard.
      element(
        "div",
        { class: "diff-scroll", attributes: { tabindex: 0, role: "group", "aria-label": title } },
        this.#table,
      ),
      this.#note,
    );
  }

  /** `isAll`: also what all have in common. */
  update(columns: readonly DiffColumn[], isAll: boolean): void {
    const text = JSON.stringify([columns, isAll]);
    if (text === this.#shown) return;
    this.#shown = text;
    const all = diffRows(columns.map(({ values }) => values));
    const rows = isAll ? all : all.filter(({ isSame }) => !isSame);
    this.#table.hidden = rows.length === 0;
    this.#table.replaceChildren(head(columns), body(rows));
    this.#note.textContent = this.#noteOn(all, rows);
    this.#note.hidden = this.#note.textContent === "";
  }

  #noteOn(all: readonly DiffRow[], rows: readonly DiffRow[]): string {
    const title = this.#title.toLowerCase();
    if (all.length === 0) return `These runs recorded no ${title}.`;
    if (rows.length === 0) return `No differences in ${title}.`;
    return rows.length > mostRows ? `${formatStep(rows.length - mostRows)} more rows.` : "";
  }
}

function head(columns: readonly DiffColumn[]): HTMLElement {
  const cells = columns.map(({ name, swatch }) =>
    element(
      "th",
      { title: name, attributes: { scope: "col" } },
      element("span", { class: "diff-run" }, lineSwatch(swatch), element("span", { text: name })),
    ),
  );
  const corner = element(
    "th",
    { attributes: { scope: "col" } },
    element("span", { class: "visually-hidden", text: "Name" }),
  );
  return element("thead", {}, element("tr", {}, corner, ...cells));
}

function body(rows: readonly DiffRow[]): HTMLElement {
  return element(
    "tbody",
    {},
    ...rows
      .slice(0, mostRows)
      .map(({ path, values, isSame }) =>
        element(
          "tr",
          { class: isSame ? "same" : "differs" },
          element("th", { text: shown(path), attributes: { scope: "row" } }),
          ...values.map(cell),
        ),
      ),
  );
}

function cell(value: string | null): HTMLElement {
  if (value === null) return element("td", { class: "absent", text: "–" });
  return element("td", { class: "number", text: shown(value) });
}

function shown(value: string): string {
  const text = showControls(value);
  return text.length > mostText ? `${text.slice(0, mostText)}…` : text;
}
