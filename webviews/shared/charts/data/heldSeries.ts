import type { Series } from "#core/protocol/metric.ts";

import { appendPoints, type SeriesPoints } from "./appendPoints.ts";
import type { PointRows } from "./newPoints.ts";
import type { CurveRequest } from "./seriesSource.ts";

/** The newest answer for one series. */
export interface Held {
  readonly request: CurveRequest;
  readonly version: string;
  readonly series: Series;
  /** Points were appended since it was asked for. */
  readonly isAhead: boolean;
}

/** With the points that came since it was last drawn. */
interface Growing extends Held {
  readonly news: SeriesPoints[];
}

/** A metric of a run. */
interface MetricOfRun {
  readonly ref: string;
  readonly key: string;
}

/** News of a series that nobody looks at are dropped from so many on, and it is asked for when somebody does. */
const mostNews = 500;

/** Answers that are kept, and made longer by the points that come. */
export class HeldSeries {
  /** By run and metric; the answers of one differ in what is on the x axis, or whether they are in cells. */
  readonly #held = new Map<string, Map<string, Growing[]>>();

  /** Undefined where there is none. Where points cannot be appended it counts as outdated. */
  get(name: MetricOfRun, request: CurveRequest): Held | undefined {
    const held = this.#find(name, request);
    if (!held || held.news.length === 0) return held;
    let series: Series | null = held.series;
    for (const points of held.news) series = series && appendPoints(series, held.request, points);
    const now: Growing = series
      ? { ...held, series, isAhead: true, news: [] }
      : { ...held, version: "", isAhead: false, news: [] };
    this.#put(name, now);
    return now;
  }

  /** Keeps an answer. What came while it was asked for may be in it, or behind it. */
  set(name: MetricOfRun, answer: Omit<Held, "isAhead">): void {
    const news = this.#find(name, answer.request)?.news ?? [];
    this.#put(name, { ...answer, isAhead: false, news });
  }

  /**
   * New points of a run came: what is held of their series is made longer where that is possible, else asked for again when it
   * is drawn. The numbers begin anew where the run's file was replaced.
   */
  append(ref: string, { series, ...rows }: PointRows): void {
    const ofRun = this.#held.get(ref);
    for (const { key, values } of series) {
      const kept = ofRun?.get(key)?.filter((held) => {
        const isReplaced = rows.first === 0 && held.series.total > 0;
        if (isReplaced || held.news.length >= mostNews) return false;
        const others = series.find((other) => other.key === held.request.x)?.values;
        held.news.push({ ...rows, values, others });
        return true;
      });
      if (kept) ofRun?.set(key, kept);
    }
  }

  keepOnly(refs: ReadonlySet<string>): void {
    for (const ref of this.#held.keys()) if (!refs.has(ref)) this.#held.delete(ref);
  }

  #find({ ref, key }: MetricOfRun, request: CurveRequest): Growing | undefined {
    return this.#held
      .get(ref)
      ?.get(key)
      ?.find((held) => isAlike(held.request, request));
  }

  #put({ ref, key }: MetricOfRun, held: Growing): void {
    const ofRun = this.#held.get(ref) ?? new Map<string, Growing[]>();
    this.#held.set(ref, ofRun);
    const others = (ofRun.get(key) ?? []).filter((one) => !isAlike(one.request, held.request));
    ofRun.set(key, [...others, held]);
  }
}

function isAlike(one: CurveRequest, other: CurveRequest): boolean {
  return one.x === other.x && (one.cell === undefined) === (other.cell === undefined);
}

/** What has moved out of a window that follows the newest point, as a share of what is held, before less of it is asked for. */
const mostLeft = 0.25;

/** Whether what is held is what is asked for; also where both go on to the newest point and the one begins a little earlier. */
export function isAnswered({ request: held, series }: Held, wanted: CurveRequest): boolean {
  const rest = (one: CurveRequest): string =>
    JSON.stringify({ ...one, preview: null, range: one.range === null });
  if (rest(held) !== rest(wanted)) return false;
  const [from, to] = [held.range?.min ?? -Infinity, wanted.range?.min ?? -Infinity];
  if (held.range?.max !== wanted.range?.max) return false;
  if (from === to) return true;
  const span = (series.x_last.at(-1) ?? NaN) - from;
  return wanted.range?.max === undefined && to > from && to - from <= mostLeft * span;
}

/** Whether points that were appended are all there are, or more than the run is known to have yet. */
export function isCurrent({ isAhead, series }: Held, points: number): boolean {
  return isAhead && series.total >= points;
}
