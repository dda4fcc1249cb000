import assert from "node:assert/strict";

import * as fc from "fast-check";

import { axisKind, formatX, formatXTicks, xTicks } from "#webviews/shared/charts/axes/axis.ts";
import { parsePlace, placeText } from "#webviews/shared/charts/axes/axisPlace.ts";
import { yRange, yTicks } from "#webviews/shared/charts/axes/yRange.ts";
import { toCurve } from "#webviews/shared/charts/data/chartData.ts";
import { outsideRange } from "#webviews/shared/charts/plot/outsideRange.ts";

import { bucketed } from "./series.ts";

const plain = { isSmoothed: false, logX: false, logY: false };
const whole = { logY: false, clip: 0, yMin: null, yMax: null };

describe("axes", () => {
  it("puts steps on round numbers", () => {
    assert.deepEqual(xTicks("step", 0, 3000, 4), [0, 1000, 2000, 3000]);
    assert.deepEqual(xTicks("step", 3, 6, 10), [3, 4, 5, 6]);
    assert.deepEqual(xTicks("step", 0.5, 1.5, 5), [1]);
  });

  it("puts spans of time on whole seconds, minutes and hours", () => {
    assert.deepEqual(xTicks("relative", 0, 600, 5), [0, 120, 240, 360, 480, 600]);
    assert.deepEqual(formatXTicks("relative", [0, 7200], 90_000), ["0", "2h"]);
  });

  it("tells neighbouring ticks apart, however far the window is zoomed in", () => {
    const steps = [1_234_566, 1_234_567, 1_234_568];
    assert.deepEqual(formatXTicks("step", steps, 3), ["1,234,566", "1,234,567", "1,234,568"]);
    assert.deepEqual(formatXTicks("relative", [3601, 3602], 2), ["1:00:01", "1:00:02"]);
    const halves = formatXTicks("time", [1.5, 2, 2.5], 1.5);
    assert.deepEqual(
      halves.map((label) => label.slice(-4)),
      ["01.5", "02.0", "02.5"],
    );
  });

  it("never gives more ticks than fit, for any stretch", () => {
    const any = fc.double({ noNaN: true, min: -1e15, max: 1e15 });
    fc.assert(
      fc.property(any, any, fc.constantFrom("step", "time", "relative"), (a, b, axis) => {
        const ticks = xTicks(axis, Math.min(a, b), Math.max(a, b), 6);
        assert.ok(ticks.length <= 7);
      }),
    );
  });

  it("names a step or the stretch of a bucket", () => {
    assert.equal(formatX("step", 1200, 1200), "Step 1,200");
    assert.equal(formatX("step", 1200, 1299), "Steps 1,200 – 1,299");
  });

  it("gives y room, but not across zero", () => {
    const all = { min: 0, max: 100 };
    const range = (...values: number[]) =>
      yRange([toCurve(bucketed(...values.map((v) => [v])), plain)], all, whole);
    assert.deepEqual(range(0, 1), { min: 0, max: 1.06 });
    assert.deepEqual(range(-1, 0), { min: -1.06, max: 0 });
    assert.deepEqual(range(0), { min: -1, max: 1 });
    assert.equal(range(NaN), null);
  });

  it("takes a constant for one, though the mean of a bucket is a little off", () => {
    const same = Array.from({ length: 20 }, () => 3.21);
    const curve = toCurve(bucketed(same, same, same), plain);
    const range = yRange([curve], { min: 0, max: 100 }, whole);
    assert.ok(range && range.min < 3 && range.max > 3.4, JSON.stringify(range));
  });

  it("survives the smallest and the largest numbers on a log axis", () => {
    for (const values of [[5e-324], [1.79e308], [5e-324, 1.79e308], [1, 1.79e308]]) {
      const curve = toCurve(bucketed(...values.map((v) => [v])), { ...plain, logY: true });
      const range = yRange([curve], { min: 0, max: 100 }, { ...whole, logY: true });
      assert.ok(range && range.min > 0 && range.min < range.max && Number.isFinite(range.max));
      assert.ok(yTicks(range, true).length < 20);
    }
  });

  it("fits y to what is in the window", () => {
    const curve = toCurve(bucketed([1], [50], [1]), plain);
    assert.equal(yRange([curve], { min: 15, max: 25 }, whole)?.max, 1.1);
  });

  it("fits y to all lines of a chart", () => {
    const curves = [[1], [7]].map((values) => toCurve(bucketed(values), plain));
    const range = yRange(curves, { min: 0, max: 100 }, whole);
    assert.ok(range && range.min < 1 && range.max > 7, JSON.stringify(range));
  });

  it("clips outliers by percentile, and ends where the reader said", () => {
    const values = Array.from({ length: 200 }, (_, i) => [i === 100 ? 1e6 : i / 200]);
    const curve = toCurve(bucketed(...values), plain);
    const all = { min: 0, max: 1e5 };
    const clipped = yRange([curve], all, { ...whole, clip: 1 });
    assert.ok(clipped && clipped.max < 2, JSON.stringify(clipped));
    assert.deepEqual(outsideRange(curve, all, clipped), [{ x: 1000, isAbove: true }]);
    assert.deepEqual(yRange([curve], all, { ...whole, yMin: -1, yMax: 2 }), { min: -1, max: 2 });
    const beyond = yRange([curve], all, { ...whole, yMin: 2e6 });
    assert.ok(beyond && beyond.min === 2e6 && beyond.max > beyond.min);
  });

  it("reads places as people write them", () => {
    assert.equal(parsePlace("step", "12,500"), 12_500);
    assert.equal(parsePlace("step", "1e4"), 10_000);
    assert.equal(parsePlace("relative", "1h 30m"), 5400);
    assert.equal(parsePlace("relative", "250 ms"), 0.25);
    assert.equal(parsePlace("step", "1h"), null);
    assert.equal(parsePlace("metric", "often"), null);
    const at = new Date(2026, 0, 31, 9, 5).getTime() / 1000;
    assert.equal(parsePlace("time", placeText("time", at)), at);
  });

  it("puts the values of another metric on x as they are", () => {
    assert.deepEqual(["step", "time", "train/loss"].map(axisKind), ["step", "time", "metric"]);
    assert.deepEqual(xTicks("metric", 0, 1, 4), [0, 0.5, 1]);
    assert.equal(formatX("metric", 0.25, 0.25), "0.25");
  });

  it("gives about five y ticks inside the range", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
        (min, span) => {
          const range = { min, max: min + span };
          const ticks = yTicks(range, false);
          assert.ok(ticks.length >= 2 && ticks.length <= 7, `${ticks.length} ticks`);
          assert.ok(ticks.every((t) => t >= min - span * 1e-3 && t <= range.max + span * 1e-3));
        },
      ),
    );
  });

  it("puts log ticks on powers of ten, with steps between them where there are few", () => {
    assert.deepEqual(
      yTicks({ min: 1e-6, max: 10 }, true),
      [1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10].filter((_, i) => i % 2 === 0),
    );
    assert.deepEqual(yTicks({ min: 0.15, max: 2.6 }, true), [0.3, 1]);
  });
});
