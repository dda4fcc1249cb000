import { type ChartsUi, parseChartsUi } from "#webviews/shared/charts/board/chartsUi.ts";

import type { LogRank } from "./log/rankedLog.ts";

export const tabs = [
  "overview",
  "charts",
  "log",
  "media",
  "system",
  "events",
  "files",
  "code",
] as const;
export type Tab = (typeof tabs)[number];

/** What the reader set on the page. The host keeps it, so that it survives a reload of the window. */
export interface UiState extends ChartsUi {
  readonly tab: Tab;
  /** Of the charts of the machine. */
  readonly system: object | null;
  /** Whose log is shown, of several processes. */
  readonly logRank: LogRank;
}

/** Reads what an earlier page, perhaps of an earlier version, has kept. */
export function parseUiState(raw: unknown): UiState {
  const kept: Partial<Record<string, unknown>> = typeof raw === "object" && raw !== null ? raw : {};
  const { tab, system, logRank } = kept;
  return {
    ...parseChartsUi(raw),
    tab: tabs.find((one) => one === tab) ?? "charts",
    system: typeof system === "object" ? system : null,
    logRank: Number.isInteger(logRank) ? Number(logRank) : null,
  };
}
