import type { Series } from "#core/protocol/metric.ts";
import { type AxisKind, formatX } from "#webviews/shared/charts/axes/axis.ts";
import { t } from "#webviews/shared/charts/texts.ts";
import { element, setText } from "#webviews/shared/element.ts";
import { formatNumber, formatStep } from "#webviews/shared/format.ts";

import { lineSwatch, type Swatch } from "./lineSwatch.ts";

/** One line of a tooltip. */
export interface TooltipLine {
  readonly name: string;
  readonly value: string;
  /** Colour and dashes of the line it is of, where there are several. */
  readonly swatch?: Swatch;
  /** The one the pointer is at. */
  readonly isNearest?: boolean;
}

/** What a bucket says, one line each. `smoothed` is NaN where no smoothing is on. */
export function describeBucket(
  series: Series,
  row: number,
  axis: AxisKind,
  smoothed: number,
): { title: string; lines: TooltipLine[] } {
  const at = (column: ArrayLike<number>): number => column[row] ?? NaN;
  const count = at(series.count);
  const lines: TooltipLine[] = [];
  const add = (name: string, value: string): void => void lines.push({ name, value });
  if (Number.isFinite(smoothed)) add(t("Smoothed"), formatNumber(smoothed));
  if (count === 1) add(t("Value"), formatNumber(at(series.mean)));
  if (count > 1) {
    add(t("Mean"), formatNumber(at(series.mean)));
    add(t("Min"), formatNumber(at(series.min)));
    add(t("Max"), formatNumber(at(series.max)));
    // The line ends there, and not at the mean.
    if (row === series.last.length - 1) add(t("Last"), formatNumber(at(series.last)));
    add(t("Points"), formatStep(count));
  }
  for (const [name, column] of [
    ["NaN", series.nan],
    ["∞", series.pos_inf],
    ["-∞", series.neg_inf],
  ] as const) {
    const n = at(column);
    if (n > 0) add(name, t("{n} point{n:|s}", { n }));
  }
  return { title: formatX(axis, at(series.x_first), at(series.x_last)), lines };
}

/** A line of the box, made once and filled anew. */
class Row {
  readonly #name = element("span", { class: "tooltip-name" });
  readonly #value = element("span", { class: "number" });
  readonly root = element("div", { class: "tooltip-line" }, this.#name, this.#value);
  #swatch: Swatch | undefined;

  fill({ name, value, swatch, isNearest = false }: TooltipLine): void {
    setText(this.#name, name);
    setText(this.#value, value);
    this.root.classList.toggle("nearest", isNearest);
    const before = this.#swatch;
    if (swatch?.colour === before?.colour && swatch?.dash === before?.dash) return;
    this.#swatch = swatch;
    this.root.replaceChildren(...(swatch ? [lineSwatch(swatch)] : []), this.#name, this.#value);
  }
}

/** One floating box for all charts of a page. */
export class Tooltip {
  readonly #title = element("div", { class: "tooltip-title" });
  readonly root = element(
    "div",
    { class: "tooltip", attributes: { hidden: true, "aria-hidden": "true" } },
    this.#title,
  );
  readonly #rows: Row[] = [];

  /** Shows it beside a place of the window, on the side where there is room. */
  show(x: number, y: number, title: string, lines: readonly TooltipLine[]): void {
    setText(this.#title, title);
    while (this.#rows.length < lines.length) this.#rows.push(new Row());
    for (const [i, line] of lines.entries()) this.#rows[i]?.fill(line);
    const { childElementCount: shown } = this.root;
    if (shown !== lines.length + 1) {
      const rows = this.#rows.slice(0, lines.length).map(({ root }) => root);
      this.root.replaceChildren(this.#title, ...rows);
    }
    this.root.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = this.root;
    const left = x + 14 + width > innerWidth ? x - 14 - width : x + 14;
    const top = Math.min(Math.max(4, y - height / 2), innerHeight - height - 4);
    this.root.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  hide(): void {
    this.root.hidden = true;
  }
}
