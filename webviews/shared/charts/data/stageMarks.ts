import type { Stage } from "#core/protocol/metric.ts";

/** From where on a line is in a stage, on the x axis of its chart. */
export interface StageMark {
  readonly x: number;
  /** Empty where a stage ends and none begins. */
  readonly name: string;
}

/** What it takes to place a moment on the axis of a series. */
export interface StagePlaces {
  /** Unix seconds of the series' first point, by the clock of its machine; null where that is not known. */
  readonly firstAt: number | null;
  /** Seconds that clock is ahead of ours. */
  readonly clockOffset: number;
}

/** Where stages begin on an axis of a query; none on one of the values of a metric, which alone say where they were then. */
export function stageMarks(
  stages: readonly Stage[],
  axis: string,
  { firstAt, clockOffset }: StagePlaces,
): StageMark[] {
  const place: ((stage: Stage) => number) | null =
    axis === "step"
      ? ({ step }) => step
      : axis === "time"
        ? ({ time }) => time - clockOffset
        : axis === "relative" && firstAt !== null
          ? ({ time }) => Math.max(0, time - firstAt)
          : null;
  return place === null ? [] : stages.map((stage) => ({ x: place(stage), name: stage.name }));
}

/** The stage at a place: that of the last mark before it; null for none. */
export function stageAt(marks: readonly StageMark[], x: number): string | null {
  return marks.findLast((mark) => mark.x <= x)?.name || null;
}

/**
 * The marks worth drawing: where stages begin, or, of a run that goes back and forth between some more than `most` times, where
 * each of these begins for the first time.
 */
export function mainMarks<Mark extends StageMark>(marks: readonly Mark[], most: number): Mark[] {
  const named = marks.filter(({ name }) => name !== "");
  if (named.length <= most) return named;
  const seen = new Set<string>();
  return named.filter(({ name }) => !seen.has(name) && seen.add(name));
}

/** Those that all of these lines have at the same place. */
export function commonStages(lines: readonly (readonly StageMark[])[]): readonly StageMark[] {
  const [first = [], ...others] = lines;
  return first.filter((mark) => others.every((marks) => marks.some((one) => isSame(one, mark))));
}

export function isSame(a: StageMark, b: StageMark): boolean {
  return a.x === b.x && a.name === b.name;
}
