import { lineSwatch } from "#webviews/shared/charts/plot/lineSwatch.ts";
import { element } from "#webviews/shared/element.ts";
import { formatNumber } from "#webviews/shared/format.ts";

import { barsDrawing } from "./barsDrawing.ts";
import { columnsTable, type Plot } from "./plot.ts";
import type { PlottedRun } from "./plottedRun.ts";
import type { RunColumn } from "./runColumn.ts";
import { t } from "./texts.ts";

/** One bar for each run, the best first; where nobody knows which that is, the longest. Bars begin at zero. */
export function barPlot(
  runs: readonly PlottedRun[],
  column: RunColumn,
  onOpen: (ref: string) => void,
): Plot {
  const better = column.better ?? 0;
  const rows = runs
    .flatMap((run) => {
      const value = column.values.get(run.ref);
      return typeof value === "number" ? [{ run, value }] : [];
    })
    .sort((a, b) => (better < 0 ? a.value - b.value : b.value - a.value));
  const values = rows.map(({ value }) => value);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const span = high - low || 1;
  const root = element(
    "table",
    { class: "bars" },
    element("caption", { class: "visually-hidden", text: column.label }),
    element(
      "colgroup",
      {},
      ...["name", "bar", "number"].map((kind) => element("col", { class: `of-${kind}` })),
    ),
    ...rows.map(({ run, value }) =>
      element(
        "tr",
        { attributes: { "data-ref": run.ref } },
        element(
          "th",
          { attributes: { scope: "row" } },
          lineSwatch(run.swatch),
          element("button", {
            class: "link run-link",
            text: run.name,
            title: t("Open this run"),
            attributes: { type: "button", "data-focus": run.ref },
            on: { click: () => onOpen(run.ref) },
          }),
        ),
        element("td", { class: "bar-cell" }, bar(value, low, span, run.swatch.colour)),
        element("td", { class: "number", text: formatNumber(value) }),
      ),
    ),
  );
  return {
    root,
    chosen: null,
    hint: "",
    drawing: () =>
      barsDrawing(
        rows.map(({ run, value }) => ({
          name: run.name,
          from: (Math.min(0, value) - low) / span,
          length: Math.abs(value) / span,
          colour: run.swatch.colour,
          told: formatNumber(value),
        })),
      ),
    table: () =>
      columnsTable(
        rows.map(({ run }) => run),
        [column],
      ),
  };
}

/** A bar from zero to a value, in a cell that goes from `low` on over `span`. */
export function bar(value: number, low: number, span: number, colour: string): HTMLElement {
  const stretch = element("div", { class: "bar" });
  stretch.style.marginLeft = `${((Math.min(0, value) - low) / span) * 100}%`;
  stretch.style.width = `${(Math.abs(value) / span) * 100}%`;
  stretch.style.background = colour;
  return stretch;
}
