import assert from "node:assert/strict";

import * as fc from "fast-check";

import { seriesColumns } from "#core/protocol/metric.ts";
import { RunSeries } from "#core/store/series/runSeries.ts";
import { type CurveAnswer, queryCurve, type Window } from "#core/store/series/seriesQuery.ts";
import {
  type LoggedPoint,
  pointsWithin,
  randomFrom,
  summaryOf,
} from "#test/support/curveOracle.ts";
import { finish } from "#test/support/finish.ts";

const steps = {
  "one after another": (i: number) => i,
  "every tenth": (i: number) => i * 10 + 7,
  "resumed three times": (i: number, n: number) => i - Math.floor((i / n) * 4) * Math.floor(n / 8),
  "each three times": (i: number) => Math.floor(i / 3),
  "all the same": () => 5,
  "from behind": (i: number, n: number) => n - i,
  "in no order": (_i: number, _n: number, random: () => number) => Math.floor(random() * 500),
};
const others = {
  rising: (i: number) => i * 512,
  "up and down": (i: number, n: number) => Math.sin((i / n) * 9),
  "in no order": (_i: number, _n: number, random: () => number) => random() * 1e3 - 500,
  "often nothing": (i: number, _n: number, random: () => number) =>
    random() < 0.3 ? NaN : random() < 0.01 ? Infinity : i / 7,
  epochs: (i: number) => Math.floor(i / 960),
};

const logged = fc.record({
  rows: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 40 }) },
    { weight: 2, arbitrary: fc.integer({ min: 1000, max: 6000 }) },
    // Whole summaries, to the end.
    { weight: 3, arbitrary: fc.integer({ min: 16, max: 90 }).map((entries) => entries * 64) },
    { weight: 1, arbitrary: fc.integer({ min: 16_000, max: 40_000 }) },
  ),
  steps: fc.constantFrom(...Object.values(steps)),
  other: fc.constantFrom(...Object.values(others)),
  seed: fc.nat(),
});
const windows = fc.record({
  x: fc.constantFrom("step", "time", "relative", "other"),
  points: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 30, max: 1000 })),
  // As shares of the whole.
  from: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  to: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  cells: fc.option(fc.integer({ min: 1, max: 300 })),
});

/** A run with the metrics `y` and `other`, and what was logged of y over each x. */
function log({
  rows,
  steps,
  other,
  seed,
}: typeof logged extends fc.Arbitrary<infer T> ? T : never) {
  const random = randomFrom(seed);
  let next = 1;
  const run = new RunSeries({ allocate: () => next++, read: () => undefined });
  const all: Record<"step" | "time" | "relative" | "other", LoggedPoint[]> = {
    step: [],
    time: [],
    relative: [],
    other: [],
  };
  for (let i = 0; i < rows; i++) {
    const chance = random();
    const y = chance < 0.01 ? NaN : chance < 0.015 ? -Infinity : chance < 0.02 ? 1e9 : random() * 3;
    const step = steps(i, rows, random);
    const time = 1e9 + i * 0.25 + (chance > 0.999 ? -3 : 0);
    const over = other(i, rows, random);
    run.append(step, time, { y, other: over });
    all.step.push({ x: step, y });
    all.time.push({ x: time, y });
    all.relative.push({ x: time - (all.time[0]?.x ?? NaN), y });
    all.other.push({ x: over, y });
  }
  return { run, all };
}

function ask(run: RunSeries, window: Window): CurveAnswer {
  const one = run.get("y");
  assert.ok(one);
  return finish(queryCurve(one, window, (key) => run.get(key)));
}

describe("a query for a curve", () => {
  it("puts every point of every range into one bucket, whatever the order of x", () => {
    fc.assert(
      fc.property(logged, windows, (what, { x, points, from, to, cells }) => {
        const { run, all } = log(what);
        const axis = all[x];
        const places = axis.map((point) => point.x).filter((place) => Number.isFinite(place));
        const low = places.reduce((a, b) => Math.min(a, b), Infinity);
        const extent = places.reduce((a, b) => Math.max(a, b), -Infinity) - low;
        const bound = (share: number | null) =>
          share === null || places.length === 0 ? undefined : low + share * extent;
        const [a, b] = [bound(from), bound(to)];
        const range =
          a !== undefined && b !== undefined && a > b ? { min: b, max: a } : { min: a, max: b };
        const cell = cells !== null && extent > 0 ? extent / cells : undefined;
        const answer = ask(run, { x, points, range, cell });

        const expected = pointsWithin(axis, range);
        let next = 0;
        for (let i = 0; i < answer.x_first.length; i++) {
          const of = (column: Float64Array) => column[i] ?? assert.fail();
          const { count, nan, pos_inf, neg_inf } = answer;
          const size = of(count) + of(nan) + of(pos_inf) + of(neg_inf);
          const mine = expected.slice(next, (next += size));
          const said = Object.fromEntries(
            seriesColumns.map((name) => [name, of(answer[name])] as const),
          );
          const { mean, ...exact } = said;
          assert.deepEqual(exact, summaryOf(mine));
          const finite = mine.map(({ y }) => y).filter((y) => Number.isFinite(y));
          const center = finite.reduce((sum, y) => sum + y, 0) / finite.length;
          if (finite.length === 0) assert.ok(Number.isNaN(mean));
          else assert.ok(Math.abs((mean ?? NaN) - center) <= 1e-9 * Math.abs(center));
        }
        assert.equal(next, expected.length);
        if (cell === undefined) assert.ok(answer.x_first.length <= points + 2);
        assert.equal(answer.total, axis.length);
        assert.equal(answer.skipped ?? 0, axis.length - places.length);
      }),
      { numRuns: 300 },
    );
  });

  it("begins cells at multiples of their width, in every series", () => {
    const { run } = log({ rows: 5000, steps: steps["every tenth"], other: others.rising, seed: 1 });
    const { x_first, x_last } = ask(run, { x: "step", points: 10, cell: 320 });
    assert.ok(x_first.length > 100);
    x_first.forEach((x, i) =>
      assert.equal(Math.floor(x / 320), Math.floor((x_last[i] ?? NaN) / 320)),
    );
    assert.equal(new Set(x_first.map((x) => Math.floor(x / 320))).size, x_first.length);
    assert.throws(() => ask(run, { x: "step", points: 10, cell: 0.01 }), /ask for wider ones/);
  });

  it("takes x from another metric of the same step, where they were logged one by one", () => {
    let next = 1;
    const run = new RunSeries({ allocate: () => next++, read: () => undefined });
    const write = (step: number, data: Record<string, number>) => run.append(step, step, data);
    write(1, { y: 10 });
    write(1, { epoch: 0.5 });
    write(2, { y: 20 });
    write(3, { epoch: 1.5 });
    write(3, { y: 30 });
    write(3, { y: 31 });
    // Resumed: step 1 comes again.
    write(1, { y: 11 });
    write(1, { epoch: 0.25 });
    write(1, { y: 12 });
    const answer = ask(run, { x: "epoch", points: 100 });
    assert.deepEqual([...answer.x_first], [0.25, 0.25, 0.5, 1.5, 1.5]);
    assert.deepEqual([...answer.first], [11, 12, 10, 30, 31]);
    assert.equal(answer.skipped, 1);
  });
});
