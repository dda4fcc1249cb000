import { isMetricKey, toPoint } from "#core/store/ingest/eventLine.ts";
import type { RecordLayout } from "#core/store/scan/recordLayout.ts";

import { Axis } from "./axis.ts";
import { type BlockSource, Column } from "./column.ts";
import { RunningStats } from "./metricStats.ts";
import { PointNews, type SeriesNews } from "./pointNews.ts";

/** One metric of a run. Its values have as many rows as its axis. */
export interface MetricSeries {
  readonly id: number;
  readonly key: string;
  axis: Axis;
  readonly values: Column;
  readonly stats: RunningStats;
}

/** Where a run's columns are kept and their numbers come from. */
export interface ColumnStore extends BlockSource {
  /** A column number nobody has used. */
  allocate(): number;
}

/** Rows of one layout; of each column as many numbers mean something as there are rows. */
export interface RecordRows {
  readonly steps: Float64Array;
  readonly times: Float64Array;
  /** By the layout's keys. */
  readonly columns: readonly Float64Array[];
}

/** Layouts remembered of records with the same first key: what a training loop alternates between. */
const maxPlans = 8;
/** Metrics of one file: each takes some hundred bytes of memory and a row. The others stay in the file. */
export const maxMetrics = 20_000;
/** Programs that make up keys as they go must not fill the memory. */
const maxFirstKeys = 4096;

/**
 * All series of one run in the order of its file. Series that are always logged together share an axis; a record that
 * holds only some of them splits it, so that every series is a plain sequence of its own points.
 */
export class RunSeries {
  readonly #store: ColumnStore;
  readonly #axes = new Map<number, Axis>();
  readonly #series = new Map<string, MetricSeries>();
  /** How many series each axis has. */
  readonly #members = new Map<Axis, number>();
  /** By first key: TensorBoard's way of logging makes a layout of each of hundreds of tags. */
  readonly #plans = new Map<string, Plan[]>();
  #last: Plan | undefined;
  /** The series of each layout's keys, as long as no axis is split; undefined for those beyond the limit. */
  #fitted = new WeakMap<RecordLayout, readonly (MetricSeries | undefined)[]>();
  #leftOut = 0;
  #news: PointNews;

  constructor(store: ColumnStore, axes: Iterable<Axis> = [], series: Iterable<MetricSeries> = []) {
    this.#store = store;
    for (const axis of axes) this.#axes.set(axis.id, axis);
    for (const one of series) this.#take(one);
    this.#news = new PointNews(this.#series.values());
  }

  /** Goes on telling the news where another reading of the same run has stopped. */
  continueNewsOf(other: RunSeries): void {
    this.#news = other.#news;
  }

  get(key: string): MetricSeries | undefined {
    return this.#series.get(key);
  }

  /** In order of first appearance. */
  series(): Iterable<MetricSeries> {
    return this.#series.values();
  }

  get count(): number {
    return this.#series.size;
  }

  get axisCount(): number {
    return this.#axes.size;
  }

  axes(): Iterable<Axis> {
    return this.#axes.values();
  }

  *columns(): Generator<Column> {
    for (const axis of this.#axes.values()) yield* [axis.steps, axis.times];
    for (const { values } of this.#series.values()) yield values;
  }

  /** Adds the points of one record; what is not a number in `data` is passed over. */
  append(step: number, time: number, data: Readonly<Record<string, unknown>>): void {
    if (this.#last?.append(step, time, data)) {
      this.#leftOut += this.#last.leftOut;
      return;
    }
    const key = firstKey(data);
    for (const plan of this.#plans.get(key) ?? []) {
      if (!plan.append(step, time, data)) continue;
      this.#leftOut += plan.leftOut;
      this.#last = plan;
      return;
    }
    const plan = this.#makePlan(data);
    plan.append(step, time, data);
    this.#leftOut += plan.leftOut;
    if (this.#plans.size >= maxFirstKeys) this.#plans.clear();
    this.#plans.set(key, [plan, ...(this.#plans.get(key) ?? [])].slice(0, maxPlans));
    this.#last = plan;
  }

  /** Adds the points of `count` records of one layout, whose keys are all metrics: the same as one by one. */
  appendRows(layout: RecordLayout, count: number, { steps, times, columns }: RecordRows): void {
    let fitted = this.#fitted.get(layout);
    if (!fitted) {
      this.#fit(this.#listed(layout.keys));
      fitted = layout.keys.map((key) => this.#series.get(key));
      this.#fitted.set(layout, fitted);
    }
    const axes = new Set<Axis>();
    fitted.forEach((series, i) => {
      const column = columns[i];
      if (!column) throw new RangeError("a layout has a column per key");
      if (!series) {
        this.#leftOut += count;
        return;
      }
      axes.add(series.axis);
      series.values.appendRows(column, count);
      series.stats.addRows(column, count);
    });
    for (const axis of axes) axis.appendRows(steps, times, count);
  }

  /** How many points came since the last call that are not taken in: those of metrics beyond the limit. */
  takeLeftOut(): number {
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    return leftOut;
  }

  /** The points that came since the last call; undefined when none did. */
  takeNews(): SeriesNews | undefined {
    return this.#news.take(this.#series.values());
  }

  /** Takes for told what there is. */
  skipNews(): void {
    this.#news = new PointNews(this.#series.values());
  }

  /** Makes the axes fit a record like this one, and says which column gets which value. */
  #makePlan(data: Readonly<Record<string, unknown>>): Plan {
    const keys = Object.keys(data);
    const logged = keys.filter((key) => isMetricKey(key) && toPoint(data[key]) !== undefined);
    const present = this.#listed(logged);
    this.#fit(present);
    return new Plan(
      keys,
      keys.map((key) => (present.has(key) ? this.#series.get(key) : undefined)),
      new Set(logged.filter((key) => !present.has(key))),
    );
  }

  /** Without the new ones beyond the limit. */
  #listed(keys: readonly string[]): ReadonlySet<string> {
    let room = maxMetrics - this.#series.size;
    return new Set(keys.filter((key) => this.#series.has(key) || room-- > 0));
  }

  /** Makes the axes fit records with points of these keys. */
  #fit(present: ReadonlySet<string>): void {
    const logged = new Map<Axis, MetricSeries[]>();
    for (const key of present) {
      const series = this.#series.get(key);
      const list = series && logged.get(series.axis);
      if (list) list.push(series);
      else if (series) logged.set(series.axis, [series]);
    }
    for (const [axis, some] of logged) {
      if (some.length < (this.#members.get(axis) ?? 0)) this.#split(axis, some);
    }
    const added = [...present].filter((key) => !this.#series.has(key));
    if (added.length > 0) {
      const axis = this.#addAxis(new Axis(this.#axes.size, this.#newColumn(), this.#newColumn()));
      for (const key of added) this.#addSeries(key, axis);
    }
  }

  #split(axis: Axis, moved: readonly MetricSeries[]): void {
    const copy = axis.copy(this.#axes.size, this.#newColumn(), this.#newColumn());
    this.#addAxis(copy);
    for (const series of moved) series.axis = copy;
    this.#members.set(copy, moved.length);
    this.#members.set(axis, (this.#members.get(axis) ?? 0) - moved.length);
    // The others' plans append to an axis their series have left.
    this.#plans.clear();
    this.#last = undefined;
    this.#fitted = new WeakMap();
  }

  #addAxis(axis: Axis): Axis {
    this.#axes.set(axis.id, axis);
    return axis;
  }

  #addSeries(key: string, axis: Axis): void {
    const id = this.#series.size;
    const series = { id, key, axis, values: this.#newColumn(), stats: new RunningStats() };
    this.#take(series);
  }

  #take(series: MetricSeries): void {
    this.#series.set(series.key, series);
    this.#members.set(series.axis, (this.#members.get(series.axis) ?? 0) + 1);
  }

  #newColumn(): Column {
    return new Column(this.#store.allocate(), this.#store);
  }
}

function firstKey(data: Readonly<Record<string, unknown>>): string {
  for (const key in data) return key;
  return "";
}

/** How records with exactly these keys, in this order, are taken apart: the fast path of a training loop. */
class Plan {
  readonly #keys: readonly string[];
  readonly #series: readonly (MetricSeries | undefined)[];
  readonly #isMetric: readonly boolean[];
  readonly #axes: readonly Axis[];
  readonly #points: Float64Array;
  /** Points of each record that are beyond the limit of metrics. */
  readonly leftOut: number;

  constructor(
    keys: readonly string[],
    series: readonly (MetricSeries | undefined)[],
    leftOut: ReadonlySet<string>,
  ) {
    this.#keys = keys;
    this.#series = series;
    this.#isMetric = keys.map((key) => isMetricKey(key) && !leftOut.has(key));
    this.leftOut = leftOut.size;
    this.#axes = [...new Set(series.flatMap((one) => (one ? [one.axis] : [])))];
    this.#points = new Float64Array(keys.length);
  }

  /** Appends the record's points; false, with nothing changed, where it is of another layout. */
  append(step: number, time: number, data: Readonly<Record<string, unknown>>): boolean {
    let count = 0;
    for (const key in data) {
      if (this.#keys[count] !== key) return false;
      const value = data[key];
      const point = typeof value === "number" ? value : toPoint(value);
      const isPoint = point !== undefined && this.#isMetric[count] === true;
      if (isPoint !== (this.#series[count] !== undefined)) return false;
      this.#points[count++] = point ?? NaN;
    }
    if (count !== this.#keys.length) return false;
    for (const axis of this.#axes) axis.append(step, time);
    for (let i = 0; i < count; i++) {
      const series = this.#series[i];
      if (!series) continue;
      const point = this.#points[i] ?? NaN;
      series.values.append(point);
      series.stats.add(point);
    }
    return true;
  }
}
