import type { Series } from "#core/protocol/metric.ts";
import {
  type Curve,
  type CurveOptions,
  type Point,
  toCurve,
} from "#webviews/shared/charts/data/chartData.ts";
import type { MetricLine } from "#webviews/shared/charts/data/curveLoader.ts";

import type { DrawnLine, LineLook } from "./drawnLine.ts";

/** Makes lines ready to be drawn; the curves of series that stay the same are made once. */
export class DrawnLines {
  #curves = new Map<Series, Curve>();
  #options = "";

  make(
    lines: readonly MetricLine[],
    looks: readonly LineLook[],
    options: CurveOptions,
    { hasMetrics, hasStages }: { readonly hasMetrics: boolean; readonly hasStages: boolean },
  ): DrawnLine[] {
    const text = JSON.stringify(options);
    if (text !== this.#options) this.#curves.clear();
    this.#options = text;
    const curves = new Map<Series, Curve>();
    const drawn = lines.flatMap(({ id, metric, series, best, stages }, i): DrawnLine[] => {
      const look = looks[i];
      if (!look) return [];
      const curve = this.#curves.get(series) ?? toCurve(series, options);
      curves.set(series, curve);
      return [
        {
          id: hasMetrics ? JSON.stringify([metric, id]) : id,
          run: id,
          metric,
          curve,
          look,
          best: best === undefined ? null : placeOf(best, curve),
          stages: hasStages ? (stages ?? []) : [],
        },
      ];
    });
    this.#curves = curves;
    return drawn;
  }
}

/** Where a curve has this value as the least or greatest of a bucket. */
function placeOf(value: number, { series, x }: Curve): Point | null {
  let row = series.min.indexOf(value);
  if (row < 0) row = series.max.indexOf(value);
  const at = x[row];
  return at === undefined ? null : { x: at, y: value };
}
