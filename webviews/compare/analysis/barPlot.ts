import { lineSwatch } from "#webviews/shared/charts/plot/lineSwatch.ts";
import { element } from "#webviews/shared/element.ts";
import { formatNumber } from "#webviews/shared/format.ts";

import type { PlottedRun } from "./plottedRun.ts";
import type { RunColumn } from "./runColumns.ts";

/** One bar for each run, the longest first. Bars begin at zero. */
export function barPlot(runs: readonly PlottedRun[], column: RunColumn): HTMLElement {
  const rows = runs
    .flatMap((run) => {
      const value = column.values.get(run.ref);
      return typeof value === "number" ? [{ run, value }] : [];
    })
    .sort((a, b) => b.value - a.value);
  const values = rows.map(({ value }) => value);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const span = high - low || 1;
  return element(
    "table",
    { class: "bars" },
    element("caption", { class: "visually-hidden", text: column.label }),
    ...rows.map(({ run, value }) =>
      element(
        "tr",
        {},
        element("th", { attributes: { scope: "row" } }, lineSwatch(run.swatch), run.name),
        element("td", { class: "bar-cell" }, bar(value, low, span, run.swatch.colour)),
        element("td", { class: "number", text: formatNumber(value) }),
      ),
    ),
  );
}

/** A bar from zero to a value, in a cell that goes from `low` on over `span`. */
export function bar(value: number, low: number, span: number, colour: string): HTMLElement {
  const stretch = element("div", { class: "bar" });
  stretch.style.marginLeft = `${((Math.min(0, value) - low) / span) * 100}%`;
  stretch.style.width = `${(Math.abs(value) / span) * 100}%`;
  stretch.style.background = colour;
  return stretch;
}
