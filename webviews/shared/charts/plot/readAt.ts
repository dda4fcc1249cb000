import { nearest } from "#webviews/shared/charts/data/nearest.ts";
import { formatNumber } from "#webviews/shared/format.ts";

import type { ChartView } from "./chartView.ts";
import { describeLines } from "./describeLines.ts";
import { stageTold } from "./describeStages.ts";
import { describeBucket, type TooltipLine } from "./tooltip.ts";

/** What a chart says near a place of x. */
export interface Reading {
  readonly x: number;
  readonly title: string;
  readonly lines: readonly TooltipLine[];
  /** The line closest to the pointer, where there are several and one is close. */
  readonly near: string | null;
  /** What one line says, where there is one. */
  readonly value: string | null;
}

/** `distance`: how far a value is from the pointer, in pixels. Null where nothing is near. */
export function readAt(
  { lines, axis }: ChartView,
  x: number,
  distance: (y: number) => number,
): Reading | null {
  const [first, ...others] = lines;
  if (!first) return null;
  if (others.length > 0) {
    const told = describeLines(lines, x, axis, distance);
    return told && { ...told, lines: [...told.lines, ...stageTold(lines, told.x)], value: null };
  }
  const { curve, look } = first;
  const row = nearest(curve.x, x);
  const at = curve.x[row];
  if (at === undefined) return null;
  const smoothed = curve.smoothed?.[row] ?? NaN;
  const told = describeBucket(curve.series, row, axis, smoothed);
  return {
    x: at,
    title: look.label === "" ? told.title : `${look.label} · ${told.title}`,
    lines: [...told.lines, ...stageTold(lines, at)],
    near: null,
    value: formatNumber(Number.isNaN(smoothed) ? (curve.y[row] ?? NaN) : smoothed),
  };
}
