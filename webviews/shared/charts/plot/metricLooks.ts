import type { MetricLine } from "#webviews/shared/charts/data/curveLoader.ts";
import type { ChartColours } from "#webviews/shared/charts/theme.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { LineLook } from "./drawnLine.ts";
import { lineDashes, lineLook } from "./linePalette.ts";

/**
 * How the lines of one chart look. Of several metrics of one run each has a colour; where there are several runs, colours are
 * theirs, and dashes tell the metrics apart.
 */
export function metricLooks(
  lines: readonly MetricLine[],
  keys: readonly string[],
  colours: ChartColours,
  runLook: (id: string) => LineLook,
): LineLook[] {
  if (keys.length === 1) return lines.map(({ id }) => runLook(id));
  const hasRuns = new Set(lines.map(({ id }) => id)).size > 1;
  return lines.map(({ id, metric }) => {
    const place = keys.indexOf(metric);
    const name = showControls(metric);
    const look = runLook(id);
    const { status } = look;
    if (!hasRuns) return { ...lineLook(place, name, colours), ...(status && { status }) };
    const dash = lineDashes[place % lineDashes.length] ?? [];
    return { ...look, label: `${look.label} · ${name}`, dash };
  });
}
