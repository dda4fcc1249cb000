import assert from "node:assert/strict";

import * as fc from "fast-check";

import type { Level } from "#core/store/series/column.ts";
import { ColumnReader } from "#core/store/series/columnReader.ts";
import { rowOrder } from "#core/store/series/rowOrder.ts";
import { type MetricSeries, RunSeries } from "#core/store/series/runSeries.ts";
import { type CurveAnswer, queryCurve, type Window } from "#core/store/series/seriesQuery.ts";
import { Summary } from "#core/store/series/summary.ts";
import { finish } from "#test/support/finish.ts";

/** A store of nothing: every block stays in memory. */
function emptyStore() {
  let next = 1;
  return { allocate: () => next++, read: () => undefined };
}

const point = fc.oneof(
  { weight: 8, arbitrary: fc.double({ noNaN: true, min: -1e6, max: 1e6 }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, -0, 1e-310) },
);
const record = fc.record({
  step: fc.integer({ min: -5, max: 50 }),
  data: fc.dictionary(fc.constantFrom("a", "b", "c", "__proto__", "d/e"), point),
});

/** What a query for one series is answered. */
function answer(one: MetricSeries, window: Window): CurveAnswer {
  return finish(queryCurve(one, window, () => undefined));
}

describe("RunSeries", () => {
  it("keeps every series as exactly the points it was logged, whatever is logged together", () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 60 }), (records) => {
        const series = new RunSeries(emptyStore());
        const expected = new Map<string, [number, number, number][]>();
        records.forEach(({ step, data }, time) => {
          series.append(step, time, data);
          for (const [key, value] of Object.entries(data)) {
            expected.set(key, [...(expected.get(key) ?? []), [step, time, value]]);
          }
        });
        assert.deepEqual(
          [...series.series()].map(({ key }) => key).sort(),
          [...expected.keys()].sort(),
        );
        for (const { key, axis, values } of series.series()) {
          const [steps, times, points] = [axis.steps, axis.times, values].map((c) => [
            ...new ColumnReader(c).all(),
          ]);
          assert.deepEqual(
            steps?.map((step, i) => [step, times?.[i], points?.[i]]),
            expected.get(key),
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it("keeps tags apart that are logged one by one, however many", () => {
    const series = new RunSeries(emptyStore());
    const tags = 300;
    for (let i = 0; i < 3 * tags; i++) {
      series.append(Math.floor(i / tags), i, { [`tag${i % tags}`]: i });
    }
    assert.equal([...series.series()].length, tags);
    for (const key of ["tag0", "tag299"]) {
      const one = series.get(key);
      assert.deepEqual([...new ColumnReader(one!.axis.steps).all()], [0, 1, 2]);
      const first = Number(key.slice(3));
      assert.deepEqual(
        [...new ColumnReader(one!.values).all()],
        [first, first + tags, first + 2 * tags],
      );
    }
  });

  it("answers every range by summaries exactly as by rows", () => {
    const series = new RunSeries(emptyStore());
    const all = Float64Array.from({ length: 70_000 }, (_, i) =>
      i % 997 === 5 ? NaN : i % 1013 === 7 ? Infinity : (i * 7919) % 10007,
    );
    all.forEach((value, i) => series.append(i, i, { v: value }));
    const { values } = series.get("v") ?? assert.fail();
    fc.assert(
      fc.property(
        fc.nat(70_000),
        fc.nat(70_000),
        fc.constantFrom<Level>(0, 1, 2, 3),
        (a, b, level) => {
          const [from, to] = [Math.min(a, b), Math.max(a, b)];
          const bySummaries = new Summary();
          new ColumnReader(values).addTo(bySummaries, from, to, level);
          const byRows = new Summary();
          byRows.addRows(all, from, to);
          assert.deepEqual(Object.entries(bySummaries), Object.entries(byRows));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("never hides a spike or a NaN in a bucket, and keeps buckets where they are while a run grows", () => {
    const series = new RunSeries(emptyStore());
    for (let i = 0; i < 100_000; i++)
      series.append(i, i, { v: i === 54_321 ? 1e9 : i === 777 ? NaN : 0 });
    const one = series.get("v") ?? assert.fail();
    const before = answer(one, { x: "step", points: 100 });
    assert.equal(Math.max(...before.max), 1e9);
    assert.equal(
      before.nan.reduce((sum, n) => sum + n, 0),
      1,
    );
    assert.equal(
      before.count.reduce((sum, n) => sum + n, 0),
      99_999,
    );
    assert.ok(before.max.length <= 101);
    for (let i = 100_000; i < 100_500; i++) series.append(i, i, { v: 1 });
    const after = answer(one, { x: "step", points: 100 });
    assert.deepEqual(after.x_first.slice(0, 90), before.x_first.slice(0, 90));
  });

  it("sorts a resumed run by x, equal ones in file order, and cuts the range out of that", () => {
    const series = new RunSeries(emptyStore());
    for (const [step, v] of [
      [1, 10],
      [2, 20],
      [3, 30],
      [2, 21],
      [3, 31],
      [4, 41],
    ] as const)
      series.append(step, 100 - step, { v });
    const one = series.get("v") ?? assert.fail();
    const resumed = answer(one, { x: "step", points: 100, range: { min: 2, max: 3 } });
    assert.deepEqual([...resumed.x_first], [2, 2, 3, 3]);
    assert.deepEqual([...resumed.first], [20, 21, 30, 31]);
    const relative = answer(one, { x: "relative", points: 100, range: { max: -2 } });
    assert.deepEqual([...relative.x_first], [-3, -2, -2]);
  });

  it("orders rows as a stable sort does", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (numbers) => {
        const expected = numbers
          .map((_, i) => i)
          .sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0));
        assert.deepEqual([...rowOrder(Float64Array.from(numbers))], expected);
      }),
    );
  });
});
