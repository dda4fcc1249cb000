import { RunicornError } from "#core/protocol/errors.ts";
import { type Series, type SeriesRef, XAxis } from "#core/protocol/metric.ts";
import type { SeriesQuery } from "#core/protocol/seriesQuery.ts";

import { curveOf, type FindSeries } from "./curve.ts";
import { extentOf } from "./gridBuckets.ts";
import type { MetricSeries } from "./runSeries.ts";
import { queryCurve } from "./seriesQuery.ts";
import { inTurns, type Steps } from "./steps.ts";
import { XRange } from "./xRange.ts";

/** A run read to its present end. */
interface SeriesOfRun {
  find(key: string, place: Pick<SeriesRef, "rank" | "source">): MetricSeries | undefined;
}

/** Where the series of runs come from. */
export interface RunAccess<Index> {
  /** Throws `run_not_found`. */
  current(id: string): Promise<SeriesOfRun>;
  /**
   * A sample of a run that takes long to read, in place of all of it; `scale` is how many points it has for each of those.
   * Undefined where there is no need.
   */
  sample(id: string): Promise<{ run: SeriesOfRun; scale: number } | undefined>;
  /** The index that runs are read from now. */
  index(): Index;
  /** Whether an error says that the index cannot be relied on. */
  isDamage(error: unknown): boolean;
  /** What is indexed of a run is thrown away; it is read from its files next time. */
  readAnew(id: string): void;
  /** Makes good what an error says of the index `of`. */
  repair(error: unknown, of: Index): void;
  /** Reads one state of the index, whatever others write. */
  inOneState<T>(index: Index, read: () => T): T;
}

/** Where the points of a series lie within a query's range of x. */
export interface SeriesExtent {
  readonly ref: SeriesRef;
  readonly count: number;
  readonly low: number;
  readonly high: number;
}

type Work<T> = (one: MetricSeries, find: FindSeries) => Steps<T>;

/** Buckets of one answer: each takes some hundred bytes until it is sent. */
const maxBuckets = 4_000_000;
/** How often a run may turn out to be another one while it is read. */
const maxAttempts = 5;

/** Answers queries for series of many runs, with pauses for others. */
export class SeriesAnswers<Index> {
  readonly #access: RunAccess<Index>;

  constructor(access: RunAccess<Index>) {
    this.#access = access;
  }

  /** In the order asked for. Throws `run_not_found`, `metric_not_found`, `invalid_request`. */
  async query(query: SeriesQuery): Promise<Series[]> {
    if (query.series.length * query.points > maxBuckets) {
      throw new RunicornError(
        "invalid_request",
        `${query.series.length} series of ${query.points} points are too many at once; ask for fewer points.`,
      );
    }
    return this.#each(query, (ref, scale) => queryOf(ref, query, scale));
  }

  /** The same for their extents, of which an answer in cells needs to know. */
  extents(query: SeriesQuery): Promise<SeriesExtent[]> {
    return this.#each(query, (ref) => extent(ref, query));
  }

  async #each<T>(
    query: SeriesQuery,
    work: (ref: SeriesRef, scale: number | undefined) => Work<T>,
  ): Promise<T[]> {
    const answers = new Map<SeriesRef, T>();
    const isSkipped = query.missing === "skip";
    for (const [id, refs] of Map.groupBy(query.series, ({ run }) => run)) {
      try {
        const sample = query.preview ? await this.#access.sample(id) : undefined;
        for (const ref of sample ? refs : []) {
          const found = sample && findSeries(sample.run, ref, query.x);
          if (!found) continue;
          answers.set(ref, await inTurns(work(ref, sample.scale)(found.one, found.find)));
        }
        const rest = refs.filter((ref) => !answers.has(ref));
        if (rest.length === 0) continue;
        await this.#inRun(id, function* (run) {
          for (const ref of rest) {
            const found = findSeries(run, ref, query.x);
            if (found) answers.set(ref, yield* work(ref, undefined)(found.one, found.find));
            else if (!isSkipped) throw notFound(run, ref, query.x);
            yield;
          }
        });
      } catch (error) {
        if (!isSkipped || !RunicornError.is(error, "run_not_found")) throw error;
      }
    }
    return query.series.flatMap((ref) => {
      const answer = answers.get(ref);
      return answer === undefined ? [] : [answer];
    });
  }

  /**
   * A run, or the whole index, may be replaced by another while it is read in turns: blocks are then missing, which is no
   * damage. It is one if the same series fail again. What lies of this run is thrown away first, and then all.
   */
  async #inRun(id: string, work: (run: SeriesOfRun) => Steps<void>): Promise<void> {
    let failed: SeriesOfRun | undefined;
    let isAnew = false;
    for (let attempt = 1; ; attempt++) {
      const of = this.#access.index();
      const run = await this.#access.current(id);
      try {
        return await inTurns(work(run), (turn) => this.#access.inOneState(of, turn));
      } catch (error) {
        const isReplaced = of !== this.#access.index();
        const isKnown = isReplaced || this.#access.isDamage(error);
        if (attempt === maxAttempts || !isKnown) throw error;
        if (run === failed && !isReplaced) isAnew = this.#mend(id, error, of, isAnew);
        failed = run;
      }
    }
  }

  /** Returns whether the run is to be read anew by that. */
  #mend(id: string, error: unknown, of: Index, isAnew: boolean): boolean {
    try {
      if (!isAnew) this.#access.readAnew(id);
      else this.#access.repair(error, of);
    } catch (worse) {
      this.#access.repair(worse, of);
    }
    return true;
  }
}

/** Undefined where the run lacks the metric, or the one on the x axis. */
function findSeries(
  run: SeriesOfRun,
  ref: SeriesRef,
  x: string,
): { one: MetricSeries; find: FindSeries } | undefined {
  const one = run.find(ref.key, ref);
  const find = (key: string) => run.find(key, ref) ?? run.find(key, {});
  const hasX = XAxis.safeParse(x).success || find(x) !== undefined;
  return one && hasX ? { one, find } : undefined;
}

/** `scale` is that of a sample. */
function queryOf(ref: SeriesRef, query: SeriesQuery, scale: number | undefined): Work<Series> {
  return function* (one, find) {
    const answer = yield* queryCurve(one, query, find);
    if (scale === undefined) return { ...ref, ...answer };
    return { ...ref, ...answer, total: Math.round(answer.total * scale), preview: true };
  };
}

function extent(ref: SeriesRef, { x, range = {} }: SeriesQuery): Work<SeriesExtent> {
  return function* (one, find) {
    const curve = yield* curveOf(one, x, find);
    const { min = -Infinity, max = Infinity } = range;
    const { count, low, high } = yield* extentOf(curve, new XRange(min, max, curve.origin));
    return { ref, count, low, high };
  };
}

function notFound(run: SeriesOfRun, ref: SeriesRef, x: string): RunicornError {
  const isThere = run.find(ref.key, ref) !== undefined;
  const key = isThere ? x : ref.key;
  return new RunicornError(
    "metric_not_found",
    isThere
      ? `Run ${ref.run} has no metric named ${x} to put ${ref.key} over; choose another x axis.`
      : `Run ${ref.run} has no metric named ${ref.key}.`,
    { details: { run: ref.run, key } },
  );
}
