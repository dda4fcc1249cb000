import type { XAxis } from "#core/protocol/metric.ts";

import type { XWindow } from "./xWindow.ts";

export type Tab = "charts" | "config" | "log";

/** What the reader set on the page. The host keeps it, so that it survives a reload of the window. */
export interface UiState {
  readonly tab: Tab;
  readonly axis: XAxis;
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
export function parseUiState(raw: unknown): UiState {
  const kept: Partial<Record<keyof UiState, unknown>> = typeof raw === "object" && raw ? raw : {};
  return {
    tab: kept.tab === "config" || kept.tab === "log" ? kept.tab : "charts",
    axis: kept.axis === "time" || kept.axis === "relative" ? kept.axis : "step",
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
