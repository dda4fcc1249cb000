import type { Series } from "#core/protocol/metric.ts";
import type { XWindow } from "#webviews/shared/charts/axes/xWindow.ts";

import { mainMarks, type StageMark } from "./stageMarks.ts";

/** Stages are asked for one by one: of more changes than these, where each begins for the first time. */
const mostAsked = 24;

export interface MetricStages {
  readonly marks: readonly StageMark[];
  /** The newest stage has no value of the metric yet. */
  readonly isOpen: boolean;
}

/**
 * Where stages begin on an axis of the values of a metric: at the first value of each. None where values of one stage lie among
 * those of another, as then no place is of one stage.
 * @param stages by steps; @param ask gives the values of the metric over steps, in one bucket or few
 */
export async function metricStages(
  stages: readonly StageMark[],
  ask: (steps: Partial<XWindow>) => Promise<Series>,
): Promise<MetricStages> {
  const asked =
    stages.length > mostAsked ? mainMarks(stages, mostAsked).slice(0, mostAsked) : stages;
  const begins = [-Infinity, ...asked.map(({ x }) => x)];
  const parts = await Promise.all(
    begins.map(async (min, i): Promise<XWindow | null> => {
      const end = begins[i + 1];
      const max = end === undefined ? Infinity : justBelow(end);
      if (min > max) return null;
      return extremes(
        await ask({ ...(min > -Infinity && { min }), ...(max < Infinity && { max }) }),
      );
    }),
  );
  const marks: StageMark[] = [];
  let before = parts[0]?.max ?? -Infinity;
  for (const [i, { name }] of asked.entries()) {
    const x = Math.min(...parts.slice(i + 1).map((part) => part?.min ?? Infinity));
    if (x < before) return { marks: [], isOpen: false };
    before = Math.max(before, parts[i + 1]?.max ?? -Infinity);
    if (x === Infinity) continue;
    marks.push({ x, name });
    // Between those that are left out, nobody can say which one a place is in.
    if (asked.length < stages.length) marks.push({ x, name: "" });
  }
  return { marks, isOpen: parts.at(-1) === null };
}

/** Null where there is no finite value. */
function extremes({ min, max, count }: Series): XWindow | null {
  let all: XWindow | null = null;
  for (const [i, n] of count.entries()) {
    if (n === 0) continue;
    const [low, high] = [min[i] ?? NaN, max[i] ?? NaN];
    all = all
      ? { min: Math.min(all.min, low), max: Math.max(all.max, high) }
      : { min: low, max: high };
  }
  return all;
}

function justBelow(x: number): number {
  return x - Math.max(Math.abs(x) * 2 ** -52, Number.MIN_VALUE);
}
