import assert from "node:assert/strict";

import * as fc from "fast-check";

import { lttb } from "#core/store/series/lttb.ts";
import { RunSeries } from "#core/store/series/runSeries.ts";
import { queryCurve } from "#core/store/series/seriesQuery.ts";
import { randomFrom } from "#test/support/curveOracle.ts";
import { finish } from "#test/support/finish.ts";

function query(rows: readonly { x: number; y: number }[], x: string, points: number) {
  let next = 1;
  const run = new RunSeries({ allocate: () => next++, read: () => undefined });
  rows.forEach((row, i) => run.append(i, i, { y: row.y, other: row.x }));
  const one = run.get("y");
  assert.ok(one);
  return finish(queryCurve(one, { x, points, sampling: "lttb" }, (key) => run.get(key)));
}

describe("largest triangle three buckets", () => {
  it("chooses as many points as wanted, in order, the ends among them", () => {
    const curve = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(curve, fc.integer({ min: 1, max: 150 }), (values, points) => {
        const y = Float64Array.from(values);
        const x = y.map((_, i) => i * 2);
        const chosen = [...lttb(x, y, points)];
        assert.equal(chosen.length, Math.min(points, values.length));
        assert.deepEqual(
          chosen,
          [...new Set(chosen)].sort((a, b) => a - b),
        );
        assert.equal(chosen[0], 0);
        if (points > 1) assert.equal(chosen.at(-1), values.length - 1);
      }),
      { numRuns: 500 },
    );
  });

  it("chooses the point that stands out most in each bucket", () => {
    const y = Float64Array.from([0, 0, 5, 0, 0, -7, 0, 1, 0, 0]);
    const chosen = lttb(
      y.map((_, i) => i),
      y,
      5,
    );
    assert.deepEqual([...chosen], [0, 2, 5, 6, 9]);
  });

  for (const [name, count] of [
    ["in full", 5000],
    ["by the extremes of cells", 150_000],
  ] as const) {
    for (const x of ["step", "other"]) {
      it(`answers points that were logged, of ${count} ${name}, over ${x}, and loses no NaN`, () => {
        const random = randomFrom(count);
        const rows = Array.from({ length: count }, (_, i) => {
          const y = random() < 0.001 ? NaN : i === 3777 ? 1e6 : Math.sin(i / 500) + random() / 5;
          return { x: Math.abs(i - count / 2) + random() / 2, y };
        });
        const answer = query(rows, x, 300);
        assert.equal(answer.x_first.length, 300);
        const logged = new Set(rows.map((row, i) => `${x === "step" ? i : row.x} ${row.y}`));
        answer.x_first.forEach((place, i) => {
          assert.ok(logged.has(`${place} ${answer.first[i]}`));
          assert.ok(i === 0 || place >= (answer.x_first[i - 1] ?? NaN));
        });
        assert.equal(Math.max(...answer.max), 1e6);
        const nan = rows.filter(({ y }) => Number.isNaN(y)).length;
        assert.equal(
          answer.nan.reduce((sum, n) => sum + n, 0),
          nan,
        );
      });
    }
  }

  it("says what there is where no value is finite", () => {
    const answer = query(
      [
        { x: 1, y: NaN },
        { x: 2, y: Infinity },
      ],
      "step",
      10,
    );
    assert.deepEqual([...answer.x_first, ...answer.x_last], [0, 1]);
    assert.deepEqual([...answer.count, ...answer.nan, ...answer.pos_inf], [0, 1, 1]);
    assert.ok(Number.isNaN(answer.mean[0]));
  });
});
