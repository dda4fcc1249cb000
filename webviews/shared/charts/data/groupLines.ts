import { alignmentCell } from "#core/merge/alignmentCell.ts";
import { areAligned } from "#core/merge/alignSeries.ts";
import { groupsOf, SeriesGroups } from "#core/merge/groupSeries.ts";
import type { RunValue } from "#core/merge/runValues.ts";
import type { Series, SeriesGroup } from "#core/protocol/metric.ts";
import type { Grouping } from "#core/protocol/seriesQuery.ts";

import type { PlotLine } from "./lineSource.ts";
import { commonStages, type StageMark } from "./stageMarks.ts";

export type GroupStyle = Pick<Grouping, "center" | "band">;

/** A series with what its run has in the field that is grouped by. */
export interface GroupMember {
  readonly series: Series;
  readonly values: readonly RunValue[];
  /** Where the stages of its run begin. */
  readonly stages: readonly StageMark[];
}

/** The values a group has in common as one text, which also names its line. */
export function groupId(values: readonly (RunValue | null)[]): string {
  return JSON.stringify(values);
}

/** The width of the cells in which series have to be asked for again to be put together; undefined where they lie on the same places. */
export function cellOfAll(all: readonly Series[], points: number): number | undefined {
  if (all.every(isPointByPoint) && areAligned(all)) return undefined;
  const extents = all.flatMap(({ x_first: first, x_last: last, ...series }) => {
    const [low, high] = [first[0], last.at(-1)];
    return low === undefined || high === undefined ? [] : [{ count: pointsOf(series), low, high }];
  });
  return alignmentCell(extents, points);
}

/** The groups of these as lines with a band, in the order they first appear. `cell`: the width they were asked for with. */
export function groupLines(
  members: readonly GroupMember[],
  style: GroupStyle,
  cell: number | undefined,
): PlotLine[] {
  const groups = new SeriesGroups(style, cell);
  for (const { series, values } of members) groups.add(series, groupsOf([values]));
  const total = Math.max(0, ...members.map(({ series }) => series.total));
  return groups.curves().map((group) => {
    const runs = new Set(group.runs);
    const own = members.filter(({ series }) => runs.has(series.run));
    return {
      id: groupId(group.values),
      series: asSeries(group, total),
      stages: commonStages(own.map(({ stages }) => stages)),
    };
  });
}

/** A group's curve in the form of a run's, for what draws those: its band is where the values of a bucket would lie. */
function asSeries(group: SeriesGroup, total: number): Series {
  const { x, center, lower, upper, n } = group;
  const none = new Float64Array(x.length);
  return {
    run: groupId(group.values),
    key: group.metric,
    total,
    ...(group.preview === true && { preview: true }),
    x_first: x,
    x_last: x,
    min: lower,
    max: upper,
    mean: center,
    first: center,
    last: center,
    count: n,
    nan: none,
    pos_inf: none,
    neg_inf: none,
    ...(group.smoothed && { smoothed: group.smoothed }),
  };
}

function isPointByPoint({ count, nan, pos_inf: above, neg_inf: below }: Series): boolean {
  return count.every((n, i) => n + (nan[i] ?? 0) + (above[i] ?? 0) + (below[i] ?? 0) <= 1);
}

function pointsOf({
  count,
  nan,
  pos_inf: above,
  neg_inf: below,
}: Pick<Series, "count" | "nan" | "pos_inf" | "neg_inf">): number {
  return [count, nan, above, below].reduce(
    (sum, column) => sum + column.reduce((total, n) => total + n, 0),
    0,
  );
}
