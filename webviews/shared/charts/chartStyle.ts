/** The kinds of smoothing a query knows, as the reader chooses between them. */
export const smoothingKinds = ["time_ema", "ema", "gaussian", "mean"] as const;
type SmoothingKind = (typeof smoothingKinds)[number];

/** Percent of the values left out at either end, as the reader chooses between them. */
export const clipChoices = [0, 1, 2, 5, 10] as const;

/** How a chart is drawn: all of a board, or one that differs from the others. */
export interface ChartStyle {
  /** As in a query: `step`, `relative`, `time` or the key of a metric. */
  readonly axis: string;
  readonly logX: boolean;
  readonly logY: boolean;
  readonly smoothing: SmoothingKind;
  /** 0 (none) to 0.99; null: as the settings say. */
  readonly amount: number | null;
  /** Percent of the values at either end that the y axis leaves out. */
  readonly clip: number;
  /** Where the y axis begins and ends; null: where the values do. */
  readonly yMin: number | null;
  readonly yMax: number | null;
  /** Whether it is marked where stages of runs begin. */
  readonly stages: boolean;
}

export const mostSmoothing = 0.99;

const usual: ChartStyle = {
  axis: "step",
  logX: false,
  logY: false,
  smoothing: "time_ema",
  amount: null,
  clip: 0,
  yMin: null,
  yMax: null,
  stages: true,
};

/** Reads the style of a board as an earlier page, perhaps of an earlier version, has kept it. */
export function parseChartStyle(raw: unknown): ChartStyle {
  return { ...usual, ...parseStyleChange(raw) };
}

/** The same of one chart: what of it is other than its board's. */
export function parseStyleChange(raw: unknown): Partial<ChartStyle> {
  if (typeof raw !== "object" || raw === null) return {};
  const kept = raw as Partial<Record<keyof ChartStyle, unknown>>;
  const kind = smoothingKinds.find((one) => one === kept.smoothing);
  const clip = clipChoices.find((one) => one === kept.clip);
  return {
    ...(typeof kept.axis === "string" && kept.axis !== "" && { axis: kept.axis }),
    ...(typeof kept.logX === "boolean" && { logX: kept.logX }),
    ...(typeof kept.logY === "boolean" && { logY: kept.logY }),
    ...(kind && { smoothing: kind }),
    ...(isNumber(kept.amount) && { amount: Math.min(Math.max(kept.amount, 0), mostSmoothing) }),
    ...(clip !== undefined && { clip }),
    ...(isNumber(kept.yMin) && { yMin: kept.yMin }),
    ...(isNumber(kept.yMax) && { yMax: kept.yMax }),
    ...(typeof kept.stages === "boolean" && { stages: kept.stages }),
  };
}

function isNumber(raw: unknown): raw is number {
  return typeof raw === "number" && Number.isFinite(raw);
}
