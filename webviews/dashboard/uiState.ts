import { type ChartsUi, parseChartsUi } from "#webviews/shared/charts/chartsUi.ts";

export type Tab = "charts" | "config" | "log";

/** What the reader set on the page. The host keeps it, so that it survives a reload of the window. */
export interface UiState extends ChartsUi {
  readonly tab: Tab;
}

/** Reads what an earlier page, perhaps of an earlier version, has kept. */
export function parseUiState(raw: unknown): UiState {
  const tab = typeof raw === "object" && raw !== null && "tab" in raw ? raw.tab : "charts";
  return { ...parseChartsUi(raw), tab: tab === "config" || tab === "log" ? tab : "charts" };
}
