import { svgElement } from "#webviews/shared/charts/plot/svgElement.ts";

import type { LineColour } from "./analysisUi.ts";
import type { Brush } from "./brush.ts";
import { outcomeColour } from "./outcomeColour.ts";
import { type Axis, axisBottom, axisTop, parallelAxis } from "./parallelAxis.ts";
import { columnsTable, type Plot } from "./plot.ts";
import type { PlottedRun } from "./plottedRun.ts";
import type { RunColumn } from "./runColumn.ts";
import { t } from "./texts.ts";
import { shownValue, valueScale } from "./valueScale.ts";

const side = 70;
const height = axisBottom + 16;
/** What lies closer cannot be read; a narrow page scrolls instead. */
const closestAxes = 92;
/** Pieces of the outcome's axis, which says what the colours of lines mean. */
const colourPieces = 24;

export interface ParallelPlotOptions {
  readonly runs: readonly PlottedRun[];
  /** The outcome last. */
  readonly columns: readonly RunColumn[];
  readonly outcome: RunColumn;
  readonly width: number;
  readonly lineColour: LineColour;
  readonly logs: Readonly<Record<string, boolean>>;
  /** The stretches chosen, by column: runs outside of one are faint. */
  readonly brushes: Readonly<Record<string, Brush>>;
  /** Where there are any, the others are faint. */
  readonly picked: ReadonlySet<string>;
  /** Null takes a stretch away. */
  readonly onBrush: (column: string, brush: Brush | null) => void;
}

/**
 * One line for each run through the values it has in several columns. A drag along an axis, or the arrow keys, choose a stretch
 * of it.
 */
export function parallelPlot(options: ParallelPlotOptions): Plot {
  const { runs, columns, outcome, brushes, logs, picked } = options;
  const least = 2 * side + closestAxes * (columns.length - 1);
  const width = Math.max(options.width, least);
  const step = (width - 2 * side) / Math.max(1, columns.length - 1);
  const axes = columns.map((column, i): Axis => {
    const scale = valueScale(column.values.values(), logs[column.id]);
    return { column, scale, x: side + i * step, step };
  });
  const isInside = (ref: string): boolean =>
    axes.every(({ column, scale }) => {
      const brush = brushes[column.id];
      const value = column.values.get(ref);
      if (!brush) return true;
      const at = value === undefined ? NaN : scale.place(value);
      return at >= brush.low && at <= brush.high;
    });
  const isChosen = (ref: string): boolean =>
    isInside(ref) && (picked.size === 0 || picked.has(ref));
  const chosen = runs.filter(({ ref }) => isChosen(ref)).map(({ ref }) => ref);
  const said = (brush: Brush | undefined): string =>
    brush
      ? t("{low} % to {high} %, {n} of {m} runs", {
          low: Math.round(brush.low * 100),
          high: Math.round(brush.high * 100),
          n: chosen.length,
          m: runs.length,
        })
      : t("all of it");
  const last = axes.at(-1);
  const colourOf = ({ ref, swatch }: PlottedRun): string => {
    if (options.lineColour === "run") return swatch.colour;
    const value = outcome.values.get(ref);
    return value === undefined || !last
      ? "var(--vscode-descriptionForeground)"
      : outcomeColour(outcome, last.scale.place(value));
  };
  // Those that are chosen lie above the others.
  const inOrder = runs.toSorted((a, b) => Number(isChosen(a.ref)) - Number(isChosen(b.ref)));
  const root = svgElement(
    "svg",
    {
      class: "analysis-plot",
      width,
      height,
      role: "group",
      "aria-label": t("{n} run{n:|s} by {m} column{m:|s}", { n: runs.length, m: columns.length }),
    },
    ...inOrder.map((run) =>
      runLine(run, axes, {
        colour: colourOf(run),
        dash: options.lineColour === "run" ? run.swatch.dash : [],
        isFaint: !isChosen(run.ref),
      }),
    ),
    ...axes.map((axis) => {
      const brush = brushes[axis.column.id];
      return parallelAxis(axis, brush, said(brush), (changed) =>
        options.onBrush(axis.column.id, changed),
      );
    }),
    ...(options.lineColour === "outcome" && last ? colourScale(last) : []),
  );
  const isNarrowed = picked.size > 0 || columns.some(({ id }) => brushes[id]);
  return {
    root,
    drawing: () => root,
    table: () => columnsTable(runs, columns),
    chosen: isNarrowed ? chosen : null,
    hint: t("Drag along an axis, or click lines, to choose runs"),
  };
}

function topOf(at: number): number {
  return axisBottom - at * (axisBottom - axisTop);
}

function runLine(
  { ref, name }: PlottedRun,
  axes: readonly Axis[],
  look: { readonly colour: string; readonly dash: readonly number[]; readonly isFaint: boolean },
): SVGElement {
  let isOpen = false;
  let path = "";
  for (const { column, scale, x } of axes) {
    const value = column.values.get(ref);
    // A value between two gaps is a dot.
    const to = value === undefined ? "" : `${x} ${topOf(scale.place(value))}`;
    if (value !== undefined) path += isOpen ? `L${to}` : `M${to}h0`;
    isOpen = value !== undefined;
  }
  const said = axes.map(({ column }) => {
    const value = column.values.get(ref);
    const reason = column.reasons?.get(ref) ?? "–";
    return `${column.label}: ${value === undefined ? reason : shownValue(value)}`;
  });
  const stroke = svgElement("path", {
    d: path,
    class: "run-stroke",
    ...(look.dash.length > 0 && { "stroke-dasharray": look.dash.join(" ") }),
  });
  stroke.style.stroke = look.colour;
  return svgElement(
    "g",
    { class: look.isFaint ? "run-line faint" : "run-line", "data-ref": ref },
    svgElement("title", {}, [name, ...said].join("\n")),
    // A pointer need not be as exact as the line is thin.
    svgElement("path", { d: path, class: "run-reach" }),
    stroke,
  );
}

function colourScale({ column, x }: Axis): SVGElement[] {
  return Array.from({ length: colourPieces }, (_, i) => {
    const [from, to] = [i / colourPieces, (i + 1) / colourPieces];
    const piece = svgElement("line", {
      class: "colour-scale",
      x1: x,
      x2: x,
      y1: topOf(from),
      y2: topOf(to),
    });
    piece.style.stroke = outcomeColour(column, (from + to) / 2);
    return piece;
  });
}
