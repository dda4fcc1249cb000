import type { XWindow } from "./xWindow.ts";

/** What the reader set on the charts of a page. */
export interface ChartsUi {
  /** As in a query: `step`, `relative`, `time` or the key of a metric. */
  readonly axis: string;
  readonly log: boolean;
  /** Null: as the settings say. */
  readonly smoothing: number | null;
  readonly filter: string;
  readonly linked: boolean;
  /** Prefixes of sections that are closed. */
  readonly closed: readonly string[];
  /** Keys of charts at full width. */
  readonly expanded: readonly string[];
  /** The stretch of x shown by the linked charts. */
  readonly window: XWindow | null;
}

/** Reads what an earlier page, perhaps of an earlier version, has kept. */
export function parseChartsUi(raw: unknown): ChartsUi {
  const kept: Partial<Record<keyof ChartsUi, unknown>> = typeof raw === "object" && raw ? raw : {};
  return {
    axis: typeof kept.axis === "string" && kept.axis !== "" ? kept.axis : "step",
    log: kept.log === true,
    smoothing: isNumber(kept.smoothing) ? Math.min(Math.max(kept.smoothing, 0), 0.99) : null,
    filter: typeof kept.filter === "string" ? kept.filter : "",
    linked: kept.linked !== false,
    closed: strings(kept.closed),
    expanded: strings(kept.expanded),
    window: parseWindow(kept.window),
  };
}

function parseWindow(raw: unknown): XWindow | null {
  if (typeof raw !== "object" || raw === null) return null;
  const { min, max } = raw as Record<string, unknown>;
  return isNumber(min) && isNumber(max) && min < max ? { min, max } : null;
}

function strings(raw: unknown): string[] {
  return Array.isArray(raw) ? raw.filter((item) => typeof item === "string") : [];
}

function isNumber(raw: unknown): raw is number {
  return typeof raw === "number" && Number.isFinite(raw);
}
