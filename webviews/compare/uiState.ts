import { type ChartsUi, parseChartsUi } from "#webviews/shared/charts/board/chartsUi.ts";
import type { GroupStyle } from "#webviews/shared/charts/data/groupLines.ts";

import { type AnalysisUi, parseAnalysisUi } from "./analysis/analysisUi.ts";

const tabs = ["charts", "analysis", "values", "environment", "code", "media"] as const;
export type Tab = (typeof tabs)[number];

const bands = [
  "minmax",
  "std",
  "sem",
  "ci95",
  "none",
] as const satisfies readonly GroupStyle["band"][];

/** What the reader set on the page. The host keeps it, so that it survives a reload of the window. */
export interface CompareUi extends ChartsUi {
  readonly tab: Tab;
  /** The runs compared, so that a restored page shows the same ones. */
  readonly runs: readonly string[];
  /** The place in the palette of each. */
  readonly slots: Readonly<Record<string, number>>;
  /** Runs that are not drawn. */
  readonly hidden: readonly string[];
  /** A field of a run; null for a line per run. */
  readonly groupBy: string | null;
  readonly center: GroupStyle["center"];
  readonly band: GroupStyle["band"];
  /** Fields of a run that say which lines share a colour, and which a dash; null where each run has its own. */
  readonly colourBy: string | null;
  readonly dashBy: string | null;
  /** Whether values that are the same in all runs are listed, too. */
  readonly allValues: boolean;
  /** The run that others are compared with in tables. */
  readonly baseline: string | null;
  /** Two runs whose code is compared. */
  readonly codeLeft: string | null;
  readonly codeRight: string | null;
  /** The step media are shown of; null for the last one. */
  readonly mediaStep: number | null;
  readonly analysis: AnalysisUi;
}

/** Reads what an earlier page, perhaps of an earlier version, has kept. */
export function parseCompareUi(raw: unknown): CompareUi {
  const kept: Partial<Record<keyof CompareUi, unknown>> = isObject(raw) ? raw : {};
  return {
    ...parseChartsUi(raw),
    tab: tabs.find((one) => one === kept.tab) ?? "charts",
    runs: strings(kept.runs),
    slots: numbers(kept.slots),
    hidden: strings(kept.hidden),
    groupBy: text(kept.groupBy),
    center: kept.center === "median" ? "median" : "mean",
    band: bands.find((one) => one === kept.band) ?? "minmax",
    colourBy: text(kept.colourBy),
    dashBy: text(kept.dashBy),
    allValues: kept.allValues === true,
    baseline: text(kept.baseline),
    codeLeft: text(kept.codeLeft),
    codeRight: text(kept.codeRight),
    mediaStep: Number.isFinite(kept.mediaStep) ? Number(kept.mediaStep) : null,
    analysis: parseAnalysisUi(kept.analysis),
  };
}

function text(raw: unknown): string | null {
  return typeof raw === "string" && raw !== "" ? raw : null;
}

function strings(raw: unknown): string[] {
  return Array.isArray(raw) ? raw.filter((item) => typeof item === "string") : [];
}

function numbers(raw: unknown): Record<string, number> {
  if (!isObject(raw)) return {};
  const entries = Object.entries(raw).filter(
    (entry): entry is [string, number] => Number.isInteger(entry[1]) && Number(entry[1]) >= 0,
  );
  return Object.fromEntries(entries);
}

function isObject(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === "object" && raw !== null;
}
