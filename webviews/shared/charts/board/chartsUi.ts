import type { XWindow } from "#webviews/shared/charts/axes/xWindow.ts";
import {
  type ChartStyle,
  parseChartStyle,
  parseStyleChange,
} from "#webviews/shared/charts/chartStyle.ts";

import type { CombinedChart } from "./combinedChart.ts";

export const chartSizes = ["small", "medium", "large"] as const;
export type ChartSize = (typeof chartSizes)[number];

/** What the reader set on the charts of a page. */
export interface ChartsUi {
  /** How all charts are drawn … */
  readonly style: ChartStyle;
  /** … and what of some of them is otherwise, by key. */
  readonly styles: Readonly<Record<string, Partial<ChartStyle>>>;
  readonly filter: string;
  /** Whether all charts show the same stretch of x. */
  readonly linked: boolean;
  /** Whether the pointer's place in one chart is marked in all. */
  readonly linkedCursor: boolean;
  readonly size: ChartSize;
  /** Prefixes of sections that are closed. */
  readonly closed: readonly string[];
  /** Keys of charts at full width. */
  readonly expanded: readonly string[];
  /** Keys of charts and prefixes of sections in the order the reader gave them; others come in their natural one. */
  readonly order: readonly string[];
  readonly sectionOrder: readonly string[];
  readonly combined: readonly CombinedChart[];
  /** Lines that stand out from the others. */
  readonly pinned: readonly string[];
  readonly fullScreen: string | null;
  /** The stretch of x shown by the linked charts … */
  readonly window: XWindow | null;
  /** … and by each that is not linked, by key. */
  readonly windows: Readonly<Record<string, XWindow>>;
  /** The stretch of y that charts were zoomed to, by key. */
  readonly windowsY: Readonly<Record<string, XWindow>>;
}

/** As many settings of single charts are kept. */
const mostKept = 500;

/** Reads what an earlier page, perhaps of an earlier version, has kept. */
export function parseChartsUi(raw: unknown): ChartsUi {
  const kept: Partial<Record<keyof ChartsUi, unknown>> = isObject(raw) ? raw : {};
  return {
    style: parseChartStyle(kept.style),
    styles: record(kept.styles, parseStyleChange),
    filter: typeof kept.filter === "string" ? kept.filter : "",
    linked: kept.linked !== false,
    linkedCursor: kept.linkedCursor !== false,
    size: chartSizes.find((one) => one === kept.size) ?? "medium",
    closed: strings(kept.closed),
    expanded: strings(kept.expanded),
    order: strings(kept.order),
    sectionOrder: strings(kept.sectionOrder),
    combined: combinedCharts(kept.combined),
    pinned: strings(kept.pinned),
    fullScreen: typeof kept.fullScreen === "string" ? kept.fullScreen : null,
    window: parseWindow(kept.window),
    windows: record(kept.windows, parseWindow),
    windowsY: record(kept.windowsY, parseWindow),
  };
}

function parseWindow(raw: unknown): XWindow | null {
  if (!isObject(raw)) return null;
  const { min, max } = raw;
  return isNumber(min) && isNumber(max) && min < max ? { min, max } : null;
}

function record<Value>(raw: unknown, parse: (raw: unknown) => Value | null): Record<string, Value> {
  if (!isObject(raw)) return {};
  const entries = Object.entries(raw).slice(0, mostKept);
  return Object.fromEntries(
    entries.flatMap(([key, value]): [string, Value][] => {
      const parsed = parse(value);
      return parsed === null ? [] : [[key, parsed]];
    }),
  );
}

function combinedCharts(raw: unknown): CombinedChart[] {
  if (!Array.isArray(raw)) return [];
  return raw.flatMap((one: unknown) => {
    if (!isObject(one)) return [];
    const { id, pattern, name, also, without } = one;
    if (typeof id !== "string" || typeof pattern !== "string") return [];
    const named = typeof name === "string" ? name : "";
    return [{ id, name: named, pattern, also: strings(also), without: strings(without) }];
  });
}

function strings(raw: unknown): string[] {
  return Array.isArray(raw) ? raw.filter((item) => typeof item === "string") : [];
}

function isObject(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === "object" && raw !== null;
}

function isNumber(raw: unknown): raw is number {
  return typeof raw === "number" && Number.isFinite(raw);
}
