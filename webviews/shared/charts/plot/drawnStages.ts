import type { XWindow } from "#webviews/shared/charts/axes/xWindow.ts";
import {
  commonStages,
  isSame,
  mainMarks,
  stageAt,
  type StageMark,
} from "#webviews/shared/charts/data/stageMarks.ts";

import type { DrawnLine } from "./drawnLine.ts";

/** A stage as a chart marks it. */
export interface DrawnStage extends StageMark {
  /** That of the run's line; null where all lines have it there. */
  readonly colour: string | null;
  /** It began before the stretch shown: only its name is written, at the edge. */
  readonly isEarlier: boolean;
}

/** A stage with its place in pixels. */
export interface PlacedStage {
  readonly stage: DrawnStage;
  readonly left: number;
  /** On which side of its line the name stands; null where it would run into another one. */
  readonly name: "right" | "left" | null;
}

/** With more runs whose stages lie elsewhere, those of the runs that stand out are marked only. */
const mostRuns = 4;
/** A chart with more marks is one of stripes: of a run that is evaluated every so often, say. */
const mostMarks = 24;
/** Lines closer than this, in pixels, would be one stripe. */
const leastGap = 4;
/** About the width of a character, in pixels at 10 px. */
const characterWidth = 5.8;

/** The stages a chart marks in the stretch shown, in the order of x: common ones once, others in the colours of their lines. */
export function drawnStages(
  lines: readonly DrawnLine[],
  window: XWindow,
  standOut: ReadonlySet<string> | null,
): DrawnStage[] {
  const runs = lines.filter(({ run }, i) => lines.findIndex((one) => one.run === run) === i);
  const common = commonStages(runs.map(({ stages }) => stages));
  const drawn = common.map((mark) => ({ ...mark, colour: null, isEarlier: false }));
  const chosen = runs.filter(({ run, id }) =>
    standOut === null ? runs.length <= mostRuns : standOut.has(run) || standOut.has(id),
  );
  const own = chosen.flatMap(({ stages, look }) =>
    stages
      .filter((mark) => !common.some((one) => isSame(one, mark)))
      .map((mark) => ({ ...mark, colour: look.colours.line, isEarlier: false })),
  );
  const all = [...drawn, ...own].toSorted((a, b) => a.x - b.x);
  const isShown = ({ x }: StageMark): boolean => x >= window.min && x <= window.max;
  const within = all.filter((mark) => isShown(mark) && mark.name !== "");
  // Of many, those that are the first of their name in the whole run.
  const shown = within.length > mostMarks ? mainMarks(all, mostMarks).filter(isShown) : within;
  const isWhole = shown.length === within.length && own.length === 0;
  const earlier = isWhole ? stageAt(common, window.min) : null;
  if (earlier === null || shown[0]?.x === window.min) return shown;
  return [{ x: window.min, name: earlier, colour: null, isEarlier: true }, ...shown];
}

/** Which of the stages there is room for between two edges, in pixels; a name goes before its line where there is none behind it. */
export function placeStages(
  stages: readonly DrawnStage[],
  pixel: (x: number) => number,
  { left: edge, right }: { readonly left: number; readonly right: number },
): PlacedStage[] {
  let lastLeft = -Infinity;
  let lastEnd = edge - 1;
  return stages.flatMap((stage): PlacedStage[] => {
    const left = pixel(stage.x);
    if (left - lastLeft < leastGap && lastLeft !== -Infinity) return [];
    const width = stage.name.length * characterWidth + 8;
    const from = { right: left, left: left - width };
    const name = (["right", "left"] as const).find(
      (side) =>
        from[side] >= lastEnd &&
        from[side] + width <= right &&
        !(side === "left" && stage.isEarlier),
    );
    lastLeft = left;
    if (name) lastEnd = from[name] + width;
    return [{ stage, left, name: name ?? null }];
  });
}
