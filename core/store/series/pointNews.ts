import type { NewPoints, StoreEvent } from "#core/protocol/live.ts";
import { toJsonNumber } from "#core/protocol/number.ts";

import type { Axis } from "./axis.ts";
import { ColumnReader } from "./columnReader.ts";
import type { MetricSeries } from "./runSeries.ts";

/** Values told at once, a megabyte of JSON; more are left for the client to ask for. */
const maxValues = 50_000;

/** What a run's series got since they were told of last: the part of `points_appended` that they know. */
export type SeriesNews = Pick<
  Extract<StoreEvent, { type: "points_appended" }>,
  "last" | "points" | "unsent"
>;

/** Remembers how much of every series of a run has been told of. */
export class PointNews {
  /** Rows told, by key. */
  readonly #told = new Map<string, number>();

  /** Takes for told what is there already. */
  constructor(series: Iterable<MetricSeries> = []) {
    for (const { key, values } of series) this.#told.set(key, values.length);
  }

  /** What came since the last call; undefined when nothing did. */
  take(all: Iterable<MetricSeries>): SeriesNews | undefined {
    const news = new Map<Axis, { series: MetricSeries; first: number }[]>();
    let count = 0;
    for (const series of all) {
      const { key, axis, values } = series;
      const first = this.#told.get(key) ?? 0;
      if (values.length === first) continue;
      this.#told.set(key, values.length);
      count += values.length - first;
      const sharing = news.get(axis);
      if (sharing) sharing.push({ series, first });
      else news.set(axis, [{ series, first }]);
    }
    if (count === 0) return undefined;
    const told: SeriesNews = { last: {}, points: [], unsent: [] };
    const last: [string, SeriesNews["last"][string]][] = [];
    for (const [axis, members] of news) {
      for (const { series, first } of members) {
        const { key, stats, values } = series;
        last.push([key, { step: axis.lastStep, value: toJsonNumber(stats.last) }]);
        if (count > maxValues) told.unsent.push({ key, first, count: values.length - first });
      }
      if (count <= maxValues) told.points.push(...toPoints(axis, members));
    }
    // Not by assignment: a metric may be named __proto__.
    return { ...told, last: Object.fromEntries(last) };
  }
}

/** Series of one axis have the same rows; those that were told up to the same one share its steps and times. */
function toPoints(
  axis: Axis,
  members: readonly { series: MetricSeries; first: number }[],
): NewPoints[] {
  const byFirst = new Map<number, MetricSeries[]>();
  for (const { series, first } of members) {
    const sharing = byFirst.get(first);
    if (sharing) sharing.push(series);
    else byFirst.set(first, [series]);
  }
  const steps = new ColumnReader(axis.steps);
  const times = new ColumnReader(axis.times);
  return Array.from(byFirst, ([first, all]) => ({
    first,
    steps: steps.from(first),
    times: times.from(first),
    series: all.map(({ key, values }) => ({
      key,
      values: new ColumnReader(values).from(first).map(toJsonNumber),
    })),
  }));
}
