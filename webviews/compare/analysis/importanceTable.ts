import { element } from "#webviews/shared/element.ts";

import { bar } from "./barPlot.ts";
import { barsDrawing } from "./barsDrawing.ts";
import { fewestRuns, type Importance, type Importances, importances } from "./importance.ts";
import type { Plot } from "./plot.ts";
import type { RunColumn } from "./runColumn.ts";
import { t } from "./texts.ts";

/** As many parameters are listed. */
const mostRows = 50;

/** With fewer runs small shares may be chance. */
const fewRuns = 20;

const blue = "var(--vscode-charts-blue)";

/** What has to do with an outcome, the most important parameter first, and how far that can be trusted. */
export function importanceTable(parameters: readonly RunColumn[], outcome: RunColumn): Plot {
  const all = importances(parameters, outcome);
  const found = all.parameters ?? [];
  const notes = notesOn(all, outcome).map((text) => element("p", { class: "analysis-note", text }));
  const root = element(
    "div",
    {},
    ...(all.parameters ? [] : [element("p", { class: "empty", text: whyNone(all, outcome) })]),
    ...notes,
    all.parameters && importanceRows(found.slice(0, mostRows)),
  );
  return {
    root,
    chosen: null,
    hint: "",
    drawing: () =>
      barsDrawing(
        found.slice(0, mostRows).map(({ column, share, correlation }) => ({
          name: column.label,
          from: 0,
          length: share,
          colour: blue,
          told: `${percent(share)}   ${Number.isNaN(correlation) ? "" : `ρ ${signed(correlation)}`}`,
        })),
      ),
    table: () => [
      ["parameter", "importance", "spearman", "runs", "explained"],
      ...found.map(({ column, share, correlation }) => [
        column.label,
        String(share),
        Number.isNaN(correlation) ? "" : String(correlation),
        String(all.runs),
        String(all.explained),
      ]),
    ],
  };
}

function whyNone({ runs, naming }: Importances, { label, values }: RunColumn): string {
  if (runs < fewestRuns) {
    return t(
      "Of {n} run{n:|s} with a value of {name} nothing can be learnt; it takes at least {m}.",
      {
        n: runs,
        m: fewestRuns,
        name: label,
      },
    );
  }
  if (new Set(values.values()).size < 2) {
    return t("All {n} runs have the same value of {name}.", { n: runs, name: label });
  }
  return naming.length > 0
    ? t("The runs differ in no parameter besides texts that each has of its own.")
    : t("These runs differ in no parameter.");
}

function notesOn(
  { runs, parameters, explained, naming }: Importances,
  { label }: RunColumn,
): string[] {
  if (!parameters) return [];
  const name = label;
  const told =
    explained > 0
      ? t(
          "The parameters explain {share} of the variance of {name} in runs that were not learnt from ({n} runs).",
          {
            share: percent(explained),
            name,
            n: runs,
          },
        )
      : t(
          "The parameters explain nothing of {name} in runs that were not learnt from ({n} runs): the shares below are chance.",
          { name, n: runs },
        );
  return [
    told,
    ...(runs < fewRuns ? [t("Of so few runs, small shares may be chance.")] : []),
    ...(naming.length > 0
      ? [
          t("Left out, as each run has a text of its own: {names}", {
            names: naming.map((column) => column.label).join(", "),
          }),
        ]
      : []),
    t(
      "Importance: what a random forest loses when a parameter's values are exchanged between runs. Correlation: Spearman's; + where both rise together.",
    ),
  ];
}

function importanceRows(found: readonly Importance[]): HTMLElement {
  const head = (text: string, colspan: number): HTMLElement =>
    element("th", { text, attributes: { scope: "col", colspan } });
  return element(
    "table",
    { class: "bars importance" },
    element(
      "colgroup",
      {},
      ...["name", "bar", "number", "bar", "number"].map((kind) =>
        element("col", { class: `of-${kind}` }),
      ),
    ),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        head(t("Parameter"), 1),
        head(t("Importance"), 2),
        head(t("Correlation"), 2),
      ),
    ),
    element(
      "tbody",
      {},
      ...found.map(({ column, share, correlation }) =>
        element(
          "tr",
          {},
          element("th", {
            text: column.label,
            title: column.label,
            attributes: { scope: "row" },
          }),
          element("td", { class: "bar-cell" }, share > 0 ? bar(share, 0, 1, blue) : null),
          element("td", { class: "number", text: percent(share) }),
          element("td", { class: "bar-cell" }, correlationBar(correlation)),
          element("td", {
            class: "number",
            text: Number.isNaN(correlation) ? "–" : signed(correlation),
          }),
        ),
      ),
    ),
  );
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** With two digits and its sign. */
function signed(correlation: number): string {
  const sign = correlation > 0 ? "+" : correlation < 0 ? "−" : "";
  return sign + Math.abs(correlation).toFixed(2);
}

function correlationBar(correlation: number): HTMLElement | null {
  if (Number.isNaN(correlation)) return null;
  const colour = correlation < 0 ? "var(--vscode-charts-orange)" : "var(--vscode-charts-green)";
  return bar(correlation, -1, 2, colour);
}
