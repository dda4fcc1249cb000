import type { Series, SeriesGroup } from "#core/protocol/metric.ts";
import type { Grouping } from "#core/protocol/seriesQuery.ts";

import { SeriesAlignment } from "./alignSeries.ts";
import { finish } from "./finish.ts";
import { groupCurve } from "./groupCurve.ts";
import type { RunValue } from "./runValues.ts";

/** The values that a group's runs share, in the order of the fields grouped by; null for none. */
type GroupValues = readonly (RunValue | null)[];

interface Group {
  readonly values: GroupValues;
  readonly metric: string;
  readonly runs: Set<string>;
  readonly alignment: SeriesAlignment;
  isSmoothed: boolean;
  isPreview: boolean;
}

/**
 * A curve with a band for each group and metric, in order of first appearance. The series may come from any number of
 * stores; all must have been asked for in cells of the same width, or point by point.
 */
export class SeriesGroups {
  readonly #style: Pick<Grouping, "center" | "band">;
  readonly #cell: number | undefined;
  readonly #groups = new Map<string, Group>();

  constructor(style: Pick<Grouping, "center" | "band">, cell: number | undefined) {
    this.#style = style;
    this.#cell = cell;
  }

  /** `groups`: see `groupsOf`. */
  add(series: Series, groups: readonly GroupValues[]): void {
    for (const values of groups) {
      const name = JSON.stringify([series.key, ...values]);
      const group = this.#groups.get(name) ?? this.#newGroup(series.key, values);
      this.#groups.set(name, group);
      group.runs.add(series.run);
      group.alignment.add(series);
      group.isSmoothed ||= series.smoothed !== undefined;
      group.isPreview ||= series.preview === true;
    }
  }

  curves(): SeriesGroup[] {
    return finish(this.curving());
  }

  /** The same, some hundred places a step. */
  *curving(): Generator<void, SeriesGroup[]> {
    const curves: SeriesGroup[] = [];
    for (const group of this.#groups.values()) {
      const { values, metric, runs, alignment, isSmoothed, isPreview } = group;
      curves.push({
        key: values.map((value) => (value === null ? "" : String(value))).join(", "),
        values: [...values],
        metric,
        runs: [...runs],
        ...(isPreview && { preview: true }),
        ...(yield* groupCurve(alignment.places(), this.#style, isSmoothed)),
      });
      yield;
    }
    return curves;
  }

  #newGroup(metric: string, values: GroupValues): Group {
    const alignment = new SeriesAlignment(this.#cell);
    return { values, metric, runs: new Set(), alignment, isSmoothed: false, isPreview: false };
  }
}

/** Every combination of a run's values in the fields grouped by: one, unless it has several tags. */
export function groupsOf(values: readonly (readonly RunValue[])[]): readonly GroupValues[] {
  let groups: (RunValue | null)[][] = [[]];
  for (const found of values) {
    const each = found.length === 0 ? [null] : found;
    groups = groups.flatMap((group) => each.map((value) => [...group, value]));
  }
  return groups;
}
