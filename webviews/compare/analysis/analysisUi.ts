import { type Brush, parseBrushes } from "./brush.ts";

export const analysisKinds = ["parallel", "scatter", "bar", "importance"] as const;
export type AnalysisKind = (typeof analysisKinds)[number];

/** What the reader set on the analysis of several runs. Columns by their id; null for the first there is. */
export interface AnalysisUi {
  readonly kind: AnalysisKind;
  readonly parameter: string | null;
  readonly outcome: string | null;
  /** Of the parallel coordinates; null for the first few parameters. */
  readonly axes: readonly string[] | null;
  /** The stretches chosen on them, by column. */
  readonly brushes: Readonly<Record<string, Brush>>;
}

/** Reads what an earlier page, perhaps of an earlier version, has kept. */
export function parseAnalysisUi(raw: unknown): AnalysisUi {
  const kept: Partial<Record<keyof AnalysisUi, unknown>> =
    typeof raw === "object" && raw !== null ? raw : {};
  const { kind, parameter, outcome, axes, brushes } = kept;
  return {
    kind: analysisKinds.find((one) => one === kind) ?? "parallel",
    parameter: typeof parameter === "string" ? parameter : null,
    outcome: typeof outcome === "string" ? outcome : null,
    axes: Array.isArray(axes) ? axes.filter((one) => typeof one === "string") : null,
    brushes: parseBrushes(brushes),
  };
}
