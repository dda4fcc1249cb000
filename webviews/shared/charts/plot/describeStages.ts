import { type AxisKind, formatX } from "#webviews/shared/charts/axes/axis.ts";
import { commonStages, mainMarks, stageAt } from "#webviews/shared/charts/data/stageMarks.ts";
import { t } from "#webviews/shared/charts/texts.ts";

import type { DrawnLine } from "./drawnLine.ts";
import type { TooltipLine } from "./tooltip.ts";

/** Told at once. */
const mostTold = 10;

/** The stages of a chart for those who do not see its marks: the common ones of its lines; "" where there are none. */
export function describeStages(lines: readonly DrawnLine[], axis: AxisKind): string {
  const marks = commonStages(lines.map(({ stages }) => stages)).filter(({ name }) => name !== "");
  const told = mainMarks(marks, mostTold)
    .slice(0, mostTold)
    .map(({ name, x }) => t("{stage} from {place}", { stage: name, place: formatX(axis, x, x) }));
  if (told.length === 0) return "";
  const more = marks.length - told.length;
  return t("Stages: {list}", {
    list: [...told, ...(more > 0 ? [t("{n} more", { n: more })] : [])].join(", "),
  });
}

/** In which stage the lines are at a place, each stage named once; none where no line says one. */
export function stageTold(lines: readonly DrawnLine[], x: number): TooltipLine[] {
  const names = new Set(lines.flatMap(({ stages }) => stageAt(stages, x) ?? []));
  return names.size === 0 ? [] : [{ name: t("Stage"), value: [...names].join(", ") }];
}
