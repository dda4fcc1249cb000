import { type AxisKind, formatX } from "#webviews/shared/charts/axes/axis.ts";
import { nearest } from "#webviews/shared/charts/data/nearest.ts";
import { t } from "#webviews/shared/charts/texts.ts";
import { formatNumber } from "#webviews/shared/format.ts";

import type { DrawnLine } from "./drawnLine.ts";
import type { TooltipLine } from "./tooltip.ts";

/** Lines told of at once. */
const mostLines = 12;
/** Pixels from which on the pointer is at no line. */
const farthest = 24;

interface Reading {
  readonly line: DrawnLine;
  readonly y: number;
  /** From the pointer, in pixels. */
  readonly distance: number;
}

/**
 * What several lines say near a place of x: those closest to the pointer, the highest first, and which the pointer is at. Null
 * where none of them is near.
 * `distance` tells how far a value is from the pointer, in pixels.
 */
export function describeLines(
  lines: readonly DrawnLine[],
  x: number,
  axis: AxisKind,
  distance: (y: number) => number,
): { x: number; title: string; lines: TooltipLine[]; near: string | null } | null {
  const at = closestPlace(lines, x);
  if (at === null) return null;
  const readings = lines.flatMap((line): Reading[] => {
    const { curve } = line;
    const [first, last] = [curve.x[0] ?? NaN, curve.x.at(-1) ?? NaN];
    if (!(at >= first && at <= last)) return [];
    const y = (curve.smoothed ?? curve.y)[nearest(curve.x, at)] ?? NaN;
    return [{ line, y, distance: Number.isNaN(y) ? Infinity : distance(y) }];
  });
  const near = readings.toSorted((a, b) => a.distance - b.distance);
  const shown = near.slice(0, mostLines).sort((a, b) => b.y - a.y || Number(Number.isNaN(a.y)));
  const told = shown.map(({ line: { look }, y }): TooltipLine => ({
    name: look.label,
    value: formatNumber(y),
    swatch: { colour: look.colours.line, dash: look.dash },
    isNearest: look === near[0]?.line.look,
  }));
  const left = near.length - told.length;
  if (left > 0) told.push({ name: t("{n} more", { n: left }), value: "" });
  const [closest] = near;
  const isClose = closest !== undefined && closest.distance <= farthest;
  return {
    x: at,
    title: formatX(axis, at, at),
    lines: told,
    near: isClose ? closest.line.id : null,
  };
}

function closestPlace(lines: readonly DrawnLine[], x: number): number | null {
  let closest: number | null = null;
  for (const { curve } of lines) {
    const at = curve.x[nearest(curve.x, x)];
    if (at === undefined) continue;
    if (closest === null || Math.abs(at - x) < Math.abs(closest - x)) closest = at;
  }
  return closest;
}
