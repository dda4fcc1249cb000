import assert from "node:assert/strict";

import * as fc from "fast-check";

import type { StoreEvent } from "#core/protocol/live.ts";
import { type Series, seriesColumns } from "#core/protocol/metric.ts";
import type { SeriesQuery } from "#core/protocol/seriesQuery.ts";
import { RunSeries } from "#core/store/series/runSeries.ts";
import { queryCurve } from "#core/store/series/seriesQuery.ts";
import { finish } from "#test/support/finish.ts";
import { newPoints } from "#webviews/shared/charts/data/newPoints.ts";
import { RunLines } from "#webviews/shared/charts/data/runLines.ts";
import type { CurveRequest } from "#webviews/shared/charts/data/seriesSource.ts";

interface LoggedRecord {
  readonly step: number;
  readonly time: number;
  readonly data: Readonly<Record<string, number>>;
}

/** A run that is live, the viewer that answers for it, and the lines of a page that hears of its points. */
class LiveRun {
  asked = 0;
  #run = this.#fresh();
  #generation = 0;
  #step = 0;
  #time = 1_767_268_800.25;
  /** Told in time, or not yet. */
  #told: StoreEvent[] = [];
  #known = { version: "", points: 0 };
  readonly #lines = new RunLines({
    post: (_, request, { series: [ref], ...window }) => {
      this.asked += 1;
      const series = ref && { ...ref, ...this.answer(window) };
      this.#lines.receive("a", { request, series: series ? [series] : [], error: null });
    },
    runsOf: () => [
      { ref: "a:r", source: "a", run: "r", isLost: false, values: [], stages: [], ...this.#known },
    ],
    grouping: () => null,
    onLate: () => undefined,
  });

  #fresh(): RunSeries {
    let next = 1;
    return new RunSeries({ allocate: () => next++, read: () => undefined });
  }

  /** As the viewer answers at present. */
  answer(window: Omit<SeriesQuery, "series">): Omit<Series, "run" | "key"> {
    const one = this.#run.get("y");
    assert.ok(one);
    return finish(queryCurve(one, window, (key) => this.#run.get(key)));
  }

  log(records: readonly LoggedRecord[]): void {
    for (const { step, time, data } of records) {
      this.#step += step;
      this.#time += time;
      this.#run.append(this.#step, this.#time, data);
    }
    const news = this.#run.takeNews();
    if (!news) return;
    const generation = String(this.#generation);
    const head = { type: "points_appended", id: "r", source: "events", rank: null } as const;
    this.#told.push({ ...head, generation, ...news });
  }

  /** Its file is replaced by another. */
  replace(): void {
    this.#run = this.#fresh();
    this.#generation += 1;
    this.#told = [];
  }

  deliver(times: number): void {
    for (const event of this.#told.splice(0)) {
      for (let i = 0; i < times; i++) {
        for (const points of newPoints(event, "r", 0)) this.#lines.append("a:r", points);
      }
    }
  }

  /** The page hears how many points there are. */
  recount(): void {
    const points = this.#run.get("y")?.values.length ?? 0;
    this.#known = { version: `${this.#generation}/${points}`, points };
  }

  async line(request: CurveRequest): Promise<Series> {
    const [line] = await this.#lines.ask("y", request);
    assert.ok(line);
    return line.series;
  }
}

const sum = (column: Float64Array): number => column.reduce((a, b) => a + b, 0);
const within = ({ count, mean }: Series): number =>
  count.reduce((total, n, i) => total + (n > 0 ? n * (mean[i] ?? NaN) : 0), 0);
const isClose = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * (1 + Math.abs(a));

/** The same points, where buckets may be narrower at the end; exactly the same where each is a point, or a cell. */
function assertSame(found: Series, wanted: Series, request: CurveRequest): void {
  const counts = ({ count, nan, pos_inf: above, neg_inf: below }: Series): number[] =>
    [count, nan, above, below].map(sum);
  assert.equal(found.total, wanted.total);
  assert.equal(found.skipped, wanted.skipped);
  assert.deepEqual(counts(found), counts(wanted));
  assert.ok(isClose(within(found), within(wanted)), "the means are of the same values");
  const ends = ({ x_first: first, x_last: last }: Series) => [first[0], last.at(-1)];
  assert.deepEqual(ends(found), ends(wanted));
  const extremes = ({ min, max }: Series): number[] => [
    Math.min(...min.filter((value) => value === value)),
    Math.max(...max.filter((value) => value === value)),
  ];
  assert.deepEqual(extremes(found), extremes(wanted));
  const isSingle = counts(wanted).reduce((a, b) => a + b, 0) === wanted.x_first.length;
  if (!isSingle && request.x !== "m") return;
  for (const name of seriesColumns) {
    if (name !== "mean") assert.deepEqual([...found[name]], [...wanted[name]], name);
  }
  assert.ok(
    found.mean.every((value, i) => Object.is(value, NaN) || isClose(value, wanted.mean[i] ?? NaN)),
  );
}

const value = fc.oneof(
  { weight: 9, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
);
const metrics = fc.oneof(
  { weight: 12, arbitrary: fc.record({ y: value, m: value }) },
  { weight: 1, arbitrary: fc.record({ y: value }) },
  { weight: 1, arbitrary: fc.record({ m: value }) },
);
/** Mostly onwards; sometimes it stands, or goes back as after a resume. */
const onwards = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 1, max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -5) },
);
const records = fc.array(fc.record({ step: onwards, time: onwards, data: metrics }), {
  minLength: 1,
  maxLength: 6,
});
const action = fc.oneof(
  { weight: 8, arbitrary: fc.record({ log: records, delivered: fc.constantFrom(1, 1, 1, 2) }) },
  { weight: 1, arbitrary: fc.record({ log: records, delivered: fc.constant(0) }) },
  { weight: 1, arbitrary: fc.constant("replace" as const) },
);
const request = fc.record({
  x: fc.constantFrom("step", "time", "relative", "m"),
  range: fc.constantFrom(null, { min: 5 }, { min: -50, max: 40 }, { min: 3, max: 12 }),
  points: fc.integer({ min: 5, max: 40 }),
  preview: fc.constant(false),
});

describe("curves that grow", () => {
  it("are at each moment what the viewer would answer, whatever comes twice, late, anew or not at all", async () => {
    await fc.assert(
      fc.asyncProperty(request, fc.array(action, { maxLength: 25 }), async (wanted, actions) => {
        const run = new LiveRun();
        const first = { step: 1, time: 1, data: { y: 1, m: 1 } };
        run.log([first]);
        run.recount();
        await run.line(wanted);
        run.deliver(1);
        for (const one of actions) {
          if (one === "replace") {
            run.replace();
            run.log([first]);
            run.deliver(1);
          } else {
            run.log(one.log);
            // What is not told now comes with the next points.
            if (one.delivered > 0) run.deliver(one.delivered);
          }
          run.recount();
          const { x, range, points } = wanted;
          const now = run.answer({ x, points, ...(range && { range }) });
          assertSame(await run.line(wanted), { run: "r", key: "y", ...now }, wanted);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("are asked for once, whatever is on the x axis", async () => {
    for (const x of ["step", "time", "relative", "m"]) {
      const run = new LiveRun();
      const wanted = { x, range: null, points: 100, preview: false };
      const point = (i: number) => ({ step: 1, time: 0.3, data: { y: Math.sin(i), m: i % 7 } });
      run.log([point(0)]);
      run.deliver(1);
      run.recount();
      await run.line(wanted);
      for (let i = 1; i < 90; i++) {
        run.log([point(i)]);
        run.deliver(1);
        run.recount();
        assert.equal((await run.line(wanted)).total, i + 1);
      }
      assert.equal(run.asked, 1, x);
    }
  });

  it("stay as they are where new points lie outside of the stretch shown", async () => {
    const run = new LiveRun();
    const wanted = { x: "step", range: { min: 2, max: 20 }, points: 100, preview: false };
    run.log(Array.from({ length: 30 }, (_, i) => ({ step: 1, time: 1, data: { y: i } })));
    run.deliver(1);
    run.recount();
    const before = await run.line(wanted);
    run.log([{ step: 1, time: 1, data: { y: 99 } }]);
    run.deliver(1);
    run.recount();
    const after = await run.line(wanted);
    assert.deepEqual([...after.mean], [...before.mean]);
    assert.deepEqual([run.asked, after.total], [1, 31]);
  });
});
