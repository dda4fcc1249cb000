import { formatX } from "#webviews/shared/charts/axes/axis.ts";
import type { TooltipLine } from "#webviews/shared/charts/plot/tooltip.ts";
import { t } from "#webviews/shared/charts/texts.ts";
import { formatNumber, formatStep } from "#webviews/shared/format.ts";

import type { HistogramGrid } from "./histogramGrid.ts";

/** A bin of one of the histograms of a grid. */
export interface BinPlace {
  readonly column: number;
  readonly bin: number;
}

/** The bin at a place; null outside of the histograms. */
export function binAt(grid: HistogramGrid, step: number, value: number): BinPlace | null {
  const column = grid.steps.findLastIndex((from) => from <= step);
  const edges = grid.columns[column]?.edges ?? [];
  const bin = edges.findLastIndex((edge) => edge <= value);
  // The highest value belongs to the last bin.
  if (bin >= 0 && bin === edges.length - 1)
    return value === edges[bin] ? { column, bin: bin - 1 } : null;
  return bin < 0 ? null : { column, bin };
}

/** The bin that is so many steps and bins away; at another step the one at about the same value. */
export function binBeside(
  grid: HistogramGrid,
  from: BinPlace | null,
  columns: number,
  bins: number,
): BinPlace | null {
  const last = grid.columns.length - 1;
  const column = from === null ? last : Math.min(Math.max(from.column + columns, 0), last);
  const { edges = [], counts = [] } = grid.columns[column] ?? {};
  if (from === null) return { column, bin: counts.indexOf(Math.max(...counts)) };
  const before = grid.columns[from.column]?.edges ?? [];
  const middle = ((before[from.bin] ?? NaN) + (before[from.bin + 1] ?? NaN)) / 2;
  const bin = columns === 0 ? from.bin + bins : edges.findLastIndex((edge) => edge <= middle);
  return { column, bin: Math.min(Math.max(bin, 0), counts.length - 1) };
}

/** What a bin says. */
export function describeBin(
  { columns }: HistogramGrid,
  { column, bin }: BinPlace,
): { readonly title: string; readonly lines: readonly TooltipLine[] } {
  const { step = NaN, edges = [], counts = [] } = columns[column] ?? {};
  const count = counts[bin] ?? 0;
  const total = counts.reduce((sum, one) => sum + one, 0);
  const [from, to] = [edges[bin] ?? NaN, edges[bin + 1] ?? NaN];
  const share =
    total > 0 ? ` (${formatNumber(Number(((100 * count) / total).toPrecision(3)))} %)` : "";
  return {
    title: formatX("step", step, step),
    lines: [
      { name: t("Values"), value: `${formatNumber(from)} – ${formatNumber(to)}` },
      { name: t("Count"), value: `${formatStep(count)}${share}` },
      { name: t("Total"), value: formatStep(total) },
    ],
  };
}
