import assert from "node:assert/strict";

import * as fc from "fast-check";

import { aligning, areAligned } from "#core/merge/alignSeries.ts";
import { groupsOf, SeriesGroups } from "#core/merge/groupSeries.ts";
import { studentT95 } from "#core/merge/studentT.ts";
import { type Series, seriesColumns } from "#core/protocol/metric.ts";
import type { Grouping } from "#core/protocol/seriesQuery.ts";

type Style = Pick<Grouping, "center" | "band">;

/** A series of single points. */
function single(run: string, points: readonly (readonly [x: number, y: number])[]): Series {
  const columns = Object.fromEntries(
    seriesColumns.map((name) => [
      name,
      Float64Array.from(points, ([x, y]) => {
        if (name === "x_first" || name === "x_last") return x;
        if (name === "count") return Number(Number.isFinite(y));
        if (name === "nan") return Number(Number.isNaN(y));
        if (name === "pos_inf" || name === "neg_inf") return 0;
        return y;
      }),
    ]),
  ) as Record<(typeof seriesColumns)[number], Float64Array>;
  return { run, key: "loss", total: points.length, ...columns };
}

function curveOf(all: readonly Series[], style: Style, cell?: number) {
  const groups = new SeriesGroups(style, cell);
  for (const series of all) groups.add(series, [["a"]]);
  const [group, ...others] = groups.curves();
  assert.ok(group);
  assert.equal(others.length, 0);
  return group;
}

function close(actual: number | undefined, expected: number): void {
  assert.ok(Math.abs((actual ?? NaN) - expected) <= 1e-12 * Math.max(1, Math.abs(expected)));
}

describe("groups of series", () => {
  it("are worked out in steps, between which others can run", () => {
    const points = Array.from({ length: 5000 }, (_, x) => [x, x] as const);
    const all = Array.from({ length: 20 }, (_, i) => single(`r${i}`, points));
    const groups = new SeriesGroups({ center: "median", band: "std" }, undefined);
    for (const series of all) groups.add(series, [["a"]]);
    assert.ok([...groups.curving()].length > 10);
    assert.equal([...aligning(all)].length, 1);
  });

  // np.mean, np.median, np.std(ddof=1) and scipy.stats.t of [0.5, 0.25, 0.125, 0.875] at the first step.
  const seeds = [0.5, 0.25, 0.125, 0.875].map((y, i) =>
    single(`r${i}`, [
      [0, y],
      [10, y * 2],
    ]),
  );

  it("are what numpy and scipy say of them", () => {
    const std = 0.33071891388307384;
    const expected = {
      std,
      sem: std / 2,
      ci95: (std / 2) * 3.182446305284263,
    };
    for (const [band, width] of Object.entries(expected)) {
      const group = curveOf(seeds, { center: "mean", band: band as Grouping["band"] });
      assert.deepEqual([...group.x], [0, 10]);
      assert.deepEqual([...group.n], [4, 4]);
      close(group.center[0], 0.4375);
      close(group.lower[0], 0.4375 - width);
      close(group.upper[1], 2 * (0.4375 + width));
    }
    const median = curveOf(seeds, { center: "median", band: "minmax" });
    assert.deepEqual([median.center[0], median.lower[0], median.upper[0]], [0.375, 0.125, 0.875]);
    assert.ok(Number.isNaN(curveOf(seeds, { center: "mean", band: "none" }).lower[0]));
  });

  it("have Student's t at any number of runs", () => {
    const known = { 1: 12.706204736432095, 2: 4.302652729911275, 5: 2.570581835636314 };
    const more = { 10: 2.2281388519649385, 30: 2.0422724563012373, 100: 1.983971518523552 };
    for (const [degrees, t] of Object.entries({ ...known, ...more })) {
      assert.ok(Math.abs(studentT95(Number(degrees)) - t) < 1e-9, degrees);
    }
  });

  it("count who has a finite value at each place, and keep the places where nobody has", () => {
    const group = curveOf(
      [
        single("a", [
          [1, 1],
          [2, NaN],
          [3, 3],
        ]),
        single("b", [
          [1, 3],
          [2, NaN],
        ]),
      ],
      { center: "mean", band: "std" },
    );
    assert.deepEqual([...group.x], [1, 2, 3]);
    assert.deepEqual([...group.n], [2, 0, 1]);
    assert.deepEqual([...group.center], [2, NaN, 3]);
    assert.deepEqual([group.lower[2], group.upper[2]], [3, 3]);
  });

  it("give each run one voice, however often it logged a step, and lie over each other in cells", () => {
    const often = single("a", [
      [1, 1],
      [1, 3],
      [2, 2],
    ]);
    assert.equal(
      curveOf([often, single("b", [[1, 8]])], { center: "mean", band: "minmax" }).center[0],
      5,
    );
    const uneven = [
      single("a", [
        [0, 1],
        [7, 1],
        [14, 1],
      ]),
      single("b", [
        [3, 3],
        [13, 3],
      ]),
    ];
    assert.equal(areAligned(uneven), false);
    const cells = curveOf(uneven, { center: "mean", band: "minmax" }, 10);
    assert.deepEqual([...cells.n], [2, 2]);
    assert.deepEqual([...cells.center], [2, 2]);
    assert.deepEqual([...cells.x], [3.5, 13.5]);
  });

  it("never hide an extreme within a band of extremes", () => {
    const curve = fc.array(fc.tuple(fc.nat(20), fc.double({ min: -1e9, max: 1e9, noNaN: true })));
    fc.assert(
      fc.property(
        fc.array(curve, { minLength: 1 }),
        fc.integer({ min: 1, max: 9 }),
        (curves, cell) => {
          const sorted = curves.map((points) => points.toSorted(([a], [b]) => a - b));
          const all = sorted.map((points, i) => single(`r${i}`, points));
          const { lower, upper, center } = curveOf(all, { center: "median", band: "minmax" }, cell);
          const values = curves.flat().map(([, y]) => y);
          assert.equal(Math.min(...lower), Math.min(...values));
          assert.equal(Math.max(...upper), Math.max(...values));
          center.forEach((y, i) => assert.ok(y >= (lower[i] ?? NaN) && y <= (upper[i] ?? NaN)));
        },
      ),
    );
  });

  it("are one for each combination of values, and one per tag", () => {
    assert.deepEqual(groupsOf([[0.1], ["x", "y"], []]), [
      [0.1, "x", null],
      [0.1, "y", null],
    ]);
    const groups = new SeriesGroups({ center: "mean", band: "none" }, undefined);
    for (const [i, tags] of [["x"], ["x", "y"], []].entries()) {
      groups.add(single(`r${i}`, [[1, i]]), groupsOf([tags]));
    }
    assert.deepEqual(
      groups.curves().map(({ key, values, runs, center }) => [key, values, runs, center[0]]),
      [
        ["x", ["x"], ["r0", "r1"], 0.5],
        ["y", ["y"], ["r1"], 1],
        ["", [null], ["r2"], 2],
      ],
    );
  });
});
