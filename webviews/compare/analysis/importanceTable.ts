import { element } from "#webviews/shared/element.ts";
import { formatNumber } from "#webviews/shared/format.ts";

import { bar } from "./barPlot.ts";
import { importances } from "./importance.ts";
import type { RunColumn } from "./runColumns.ts";
import { t } from "./texts.ts";

/** As many parameters are listed. */
const mostRows = 50;

/** What has to do with an outcome, the most important parameter first. */
export function importanceTable(parameters: readonly RunColumn[], outcome: RunColumn): HTMLElement {
  const found = importances(parameters, outcome).slice(0, mostRows);
  if (found.length === 0) {
    const text = t("At least four runs that differ in a parameter are needed.");
    return element("p", { class: "empty", text });
  }
  return element(
    "table",
    { class: "bars importance" },
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ...[t("Parameter"), t("Importance"), "", t("Correlation"), ""].map((text) =>
          element("th", { text, attributes: { scope: "col" } }),
        ),
      ),
    ),
    element(
      "tbody",
      {},
      ...found.map(({ column, share, correlation }) =>
        element(
          "tr",
          {},
          element("th", { text: column.label, attributes: { scope: "row" } }),
          element("td", { class: "bar-cell" }, bar(share, 0, 1, "var(--vscode-charts-blue)")),
          element("td", { class: "number", text: `${Math.round(share * 100)} %` }),
          element("td", { class: "bar-cell" }, correlationBar(correlation)),
          element("td", {
            class: "number",
            text: Number.isNaN(correlation) ? "–" : formatNumber(Number(correlation.toFixed(2))),
          }),
        ),
      ),
    ),
  );
}

function correlationBar(correlation: number): HTMLElement | null {
  if (Number.isNaN(correlation)) return null;
  const colour = correlation < 0 ? "var(--vscode-charts-orange)" : "var(--vscode-charts-green)";
  return bar(correlation, -1, 2, colour);
}
