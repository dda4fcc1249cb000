import { lineSwatch, type Swatch } from "#webviews/shared/charts/plot/lineSwatch.ts";
import { copyText } from "#webviews/shared/copyText.ts";
import { element, icon, iconButton } from "#webviews/shared/element.ts";
import type { FlatValue } from "#webviews/shared/flatten.ts";
import { formatNumber } from "#webviews/shared/format.ts";
import { showControls } from "#webviews/shared/showControls.ts";
import { showLines } from "#webviews/shared/showLines.ts";
import { csvTable, markdownTable } from "#webviews/shared/tableText.ts";

import { t } from "../texts.ts";
import { deltaOf, type Direction, numberOf } from "./delta.ts";
import { type DiffRow, diffRows } from "./diffRows.ts";

/** Rows and characters of a value that are put into the page. */
const mostRows = 500;
const mostText = 400;
/** Numbers longer than this are shortened; all of them is in the tooltip. */
const mostDigits = 9;

/** One run in a table of differences. */
export interface DiffColumn {
  readonly name: string;
  readonly swatch: Swatch;
  readonly isBaseline: boolean;
  /** Null where nothing is known of them. */
  readonly values: readonly FlatValue[] | null;
  /** Why nothing is; empty while it is being read. */
  readonly reason?: string;
}

export interface DiffView {
  /** Also what all have in common. */
  readonly isAll: boolean;
  /** In lower case; only rows that have it in their name or in a value. */
  readonly search: string;
  directionOf(path: string): Direction;
}

/** Values of several runs side by side. */
export class DiffTable {
  readonly root: HTMLElement;
  readonly #table = element("table", { class: "diff" });
  readonly #note = element("p", { class: "empty", attributes: { hidden: true } });
  readonly #copy: HTMLElement;
  readonly #title: string;
  readonly #nothing: string;
  #shown = "";
  #columns: readonly DiffColumn[] = [];
  #rows: readonly DiffRow[] = [];

  /** `nothing` is said where no run has any of it. */
  constructor(title: string, nothing: string) {
    this.#title = title;
    this.#nothing = nothing;
    const copy = (write: (rows: readonly (readonly string[])[]) => string) => () =>
      void copyText(write(this.#cells()));
    this.#copy = element(
      "span",
      { class: "diff-copy" },
      iconButton("markdown", t("Copy {title} as Markdown", { title }), copy(markdownTable)),
      iconButton("copy", t("Copy {title} as CSV", { title }), copy(csvTable)),
    );
    this.root = element(
      "section",
      { class: "value-section" },
      element("header", { class: "diff-header" }, element("h2", { text: title }), this.#copy),
      // To be scrolled sideways, also by keyboard.
      element(
        "div",
        { class: "diff-scroll", attributes: { tabindex: 0, role: "group", "aria-label": title } },
        this.#table,
      ),
      this.#note,
    );
  }

  update(columns: readonly DiffColumn[], view: DiffView): void {
    const all = diffRows(columns.map(({ values }) => values));
    const rows = all.filter(
      (row) => (view.isAll || !row.isSame) && (view.search === "" || has(row, view.search)),
    );
    const directions = rows.map(({ path }) => view.directionOf(path));
    const text = JSON.stringify([columns, view.isAll, view.search, directions]);
    if (text === this.#shown) return;
    this.#shown = text;
    this.#columns = columns;
    this.#rows = rows;
    const isEmpty = rows.length === 0;
    this.#table.hidden = isEmpty;
    this.#copy.hidden = isEmpty;
    this.#table.replaceChildren(head(columns), body(rows, columns, directions));
    this.#note.textContent = this.#noteOn(all, rows);
    this.#note.hidden = this.#note.textContent === "";
  }

  #noteOn(all: readonly DiffRow[], rows: readonly DiffRow[]): string {
    const isReading = this.#columns.some(({ values, reason }) => values === null && !reason);
    if (all.length === 0) return isReading ? t("Loading…") : this.#nothing;
    if (rows.length === 0) {
      return all.every(({ isSame }) => isSame)
        ? t("No differences in {title}.", { title: this.#title.toLowerCase() })
        : t("No value matches.");
    }
    return rows.length > mostRows
      ? t("{n} more row{n:|s}: copy the table to see them all.", { n: rows.length - mostRows })
      : "";
  }

  #cells(): string[][] {
    return [
      [this.#title, ...this.#columns.map(({ name }) => name)],
      ...this.#rows.map(({ path, values }) => [path, ...values.map((value) => value ?? "")]),
    ];
  }
}

function has({ path, values }: DiffRow, search: string): boolean {
  return [path, ...values].some((text) => text?.toLowerCase().includes(search) === true);
}

function head(columns: readonly DiffColumn[]): HTMLElement {
  const cells = columns.map(({ name, swatch, isBaseline, values, reason }) =>
    element(
      "th",
      { title: name, class: isBaseline ? "baseline" : "", attributes: { scope: "col" } },
      element("span", { class: "diff-run" }, lineSwatch(swatch), element("span", { text: name })),
      isBaseline ? element("span", { class: "diff-note", text: t("baseline") }) : null,
      values === null
        ? element("span", {
            class: "diff-note",
            text: reason || t("Loading…"),
            title: reason ?? "",
          })
        : null,
    ),
  );
  const corner = element(
    "th",
    { attributes: { scope: "col" } },
    element("span", { class: "visually-hidden", text: t("Name") }),
  );
  return element("thead", {}, element("tr", {}, corner, ...cells));
}

function body(
  rows: readonly DiffRow[],
  columns: readonly DiffColumn[],
  directions: readonly Direction[],
): HTMLElement {
  const base = columns.findIndex(({ isBaseline }) => isBaseline);
  return element(
    "tbody",
    {},
    ...rows.slice(0, mostRows).map(({ path, values, isSame }, r) => {
      const baseline = values[base] ?? null;
      const isCompared = base >= 0 && columns[base]?.values !== null;
      return element(
        "tr",
        { class: isSame ? "same" : "differs" },
        element("th", { text: shown(path), attributes: { scope: "row" } }),
        ...values.map((value, i) => {
          const cell = cellOf(value, columns[i]?.values !== null);
          if (!isCompared || i === base || columns[i]?.values === null) return cell;
          if (value !== baseline) cell.classList.add("apart");
          const delta = deltaView(value, baseline, directions[r] ?? 0);
          if (delta) cell.append(delta);
          return cell;
        }),
      );
    }),
  );
}

function cellOf(value: string | null, isKnown: boolean): HTMLElement {
  if (value === null) return element("td", { class: "absent", text: isKnown ? "–" : "" });
  const number = numberOf(value);
  const text =
    number !== null && value.length > mostDigits && !Number.isInteger(number)
      ? formatNumber(number)
      : shown(value);
  const title = text === value ? {} : { title: showControls(value.slice(0, mostText)) };
  return element("td", { class: "number", ...title }, element("span", { text }));
}

/** Whether it is better is told by a mark, too, not by colour alone. */
function deltaView(
  value: string | null,
  baseline: string | null,
  direction: Direction,
): HTMLElement | null {
  const delta = deltaOf(value, baseline, direction);
  if (!delta) return null;
  const { look, text } = delta;
  const note = look === "better" ? t("better") : look === "worse" ? t("worse") : "";
  return element(
    "span",
    { class: `diff-delta diff-${look}`, title: note },
    look === "other" ? null : icon(look === "better" ? "triangle-up" : "triangle-down", note),
    text,
  );
}

function shown(value: string): string {
  const text = showLines(value);
  return text.length > mostText ? `${text.slice(0, mostText)}…` : text;
}
