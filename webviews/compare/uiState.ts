import { type ChartsUi, parseChartsUi } from "#webviews/shared/charts/chartsUi.ts";
import type { GroupStyle } from "#webviews/shared/charts/groupLines.ts";

export type Tab = "charts" | "values";

export const centers = { mean: "Mean", median: "Median" } as const satisfies Record<
  GroupStyle["center"],
  string
>;

export const bands = {
  minmax: "Min–max",
  std: "Std. deviation",
  sem: "Std. error",
  ci95: "95 % CI",
  none: "No band",
} as const satisfies Record<GroupStyle["band"], string>;

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
  /** Whether values that are the same in all runs are listed, too. */
  readonly allValues: boolean;
}

/** Reads what an earlier page, perhaps of an earlier version, has kept. */
export function parseCompareUi(raw: unknown): CompareUi {
  const kept: Partial<Record<keyof CompareUi, unknown>> = isObject(raw) ? raw : {};
  return {
    ...parseChartsUi(raw),
    tab: kept.tab === "values" ? "values" : "charts",
    runs: strings(kept.runs),
    slots: numbers(kept.slots),
    hidden: strings(kept.hidden),
    groupBy: typeof kept.groupBy === "string" && kept.groupBy !== "" ? kept.groupBy : null,
    center: kept.center === "median" ? "median" : "mean",
    band: isBand(kept.band) ? kept.band : "minmax",
    allValues: kept.allValues === true,
  };
}

function isBand(raw: unknown): raw is GroupStyle["band"] {
  return typeof raw === "string" && Object.hasOwn(bands, raw);
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
