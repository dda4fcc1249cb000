import { type Brush, parseBrushes } from "./brush.ts";

export const analysisKinds = ["parallel", "scatter", "bar", "importance"] as const;
export type AnalysisKind = (typeof analysisKinds)[number];

const lineColours = ["run", "outcome"] as const;
export type LineColour = (typeof lineColours)[number];

/** What the reader set on the analysis of several runs. Columns by their id; null for what is usual. */
export interface AnalysisUi {
  readonly kind: AnalysisKind;
  /** Of the x axis of dots. */
  readonly parameter: string | null;
  readonly outcome: string | null;
  /** Of the parallel coordinates; null for the first few parameters. */
  readonly axes: readonly string[] | null;
  /** What the colour of a line there says; null for its run, where there are no more runs than colours. */
  readonly lineColour: LineColour | null;
  /** The stretches chosen on them, by column. */
  readonly brushes: Readonly<Record<string, Brush>>;
  /** Columns whose axis the reader wants logarithmic, or does not. */
  readonly logs: Readonly<Record<string, boolean>>;
}

/** Reads what an earlier page, perhaps of an earlier version, has kept. */
export function parseAnalysisUi(raw: unknown): AnalysisUi {
  const kept: Partial<Record<keyof AnalysisUi, unknown>> =
    typeof raw === "object" && raw !== null ? raw : {};
  const { kind, parameter, outcome, axes, lineColour, brushes, logs } = kept;
  return {
    kind: analysisKinds.find((one) => one === kind) ?? "parallel",
    parameter: typeof parameter === "string" ? parameter : null,
    outcome: typeof outcome === "string" ? outcome : null,
    axes: Array.isArray(axes) ? axes.filter((one) => typeof one === "string") : null,
    lineColour: lineColours.find((one) => one === lineColour) ?? null,
    brushes: parseBrushes(brushes),
    logs: parseLogs(logs),
  };
}

const mostKept = 100;

function parseLogs(raw: unknown): Record<string, boolean> {
  if (typeof raw !== "object" || raw === null) return {};
  const entries = Object.entries(raw).slice(0, mostKept) as [string, unknown][];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, boolean] => typeof entry[1] === "boolean"),
  );
}
